package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureRateTest {
  private long nanos = TimeUnit.SECONDS.toNanos(7);
  private final CaptureRate rate = new CaptureRate(() -> nanos);

  private long admittedOf(int asked) {
    return IntStream.range(0, asked).filter(each -> rate.admits()).count();
  }

  @Test
  void thousandASecondAreAdmitted() {
    assertThat(admittedOf(1000)).isEqualTo(1000);

    assertThat(rate.admits()).isFalse();
  }

  @Test
  void nextSecondAdmitsAsManyAgain() {
    admittedOf(5000);
    nanos += TimeUnit.MILLISECONDS.toNanos(999);
    assertThat(rate.admits()).isFalse();

    nanos += TimeUnit.MILLISECONDS.toNanos(1);

    assertThat(admittedOf(5000)).isEqualTo(1000);
  }

  @Test
  void whatWasNotUsedIsNotSaved() {
    nanos += TimeUnit.SECONDS.toNanos(60);

    assertThat(admittedOf(5000)).isEqualTo(1000);
  }

  @Test
  void clockMayBeginBelowZero() {
    nanos = -TimeUnit.SECONDS.toNanos(3);

    assertThat(admittedOf(5000)).isEqualTo(1000);
  }
}
