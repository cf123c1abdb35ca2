package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions.Capture;

class InspectOptionsTest {
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  void usualMemoryShrinksWithTheHeap() {
    assertThat(Capture.usual(1024 * MEBIBYTE).memory()).isEqualTo(50 * MEBIBYTE);
    assertThat(Capture.usual(256 * MEBIBYTE).memory()).isEqualTo(50 * MEBIBYTE);
    assertThat(Capture.usual(64 * MEBIBYTE).memory()).isEqualTo(64 * MEBIBYTE / 5);
  }

  @Test
  void memoryIsNeverMoreThanHalfOfTheHeap() {
    Capture much = new Capture(true, 1000, 7, 4096 * MEBIBYTE);

    assertThat(much.within(64 * MEBIBYTE)).isEqualTo(new Capture(true, 1000, 7, 32 * MEBIBYTE));
    assertThat(much.within(1L << 40)).isEqualTo(much);
  }
}
