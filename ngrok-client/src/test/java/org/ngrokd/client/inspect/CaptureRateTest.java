package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureRateTest {
  private static final int AT_ONCE = 500;

  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos(); // it runs over
  private final CaptureRate rate = new CaptureRate(() -> nanos, AT_ONCE);

  private int admittedOf(int asked) {
    return (int) IntStream.range(0, asked).filter(each -> rate.admits()).count();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void asManyAsAreKeptAreAdmittedAtOnce() {
    assertThat(admittedOf(50_000)).isEqualTo(AT_ONCE);
  }

  @Test
  void thoseThatComeUnderLoadAreSpreadOverTheTime() {
    assertThat(admittedOf(50_000)).isEqualTo(AT_ONCE);

    for (int i = 0; i < 300; i++) {
      pass(CaptureRate.INTERVAL);
      assertThat(admittedOf(500)).isEqualTo(1);
    }
  }

  @Test
  void afterARestAsManyAreAdmittedAtOnceAgain() {
    assertThat(admittedOf(50_000)).isEqualTo(AT_ONCE);

    pass(CaptureRate.INTERVAL.multipliedBy(AT_ONCE / 2));
    assertThat(admittedOf(50_000)).isEqualTo(AT_ONCE / 2);
    pass(Duration.ofHours(1));
    assertThat(admittedOf(50_000)).isEqualTo(AT_ONCE);
  }
}
