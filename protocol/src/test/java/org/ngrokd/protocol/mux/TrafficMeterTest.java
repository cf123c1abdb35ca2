package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.protocol.mux.TrafficMeter.LARGE;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficMeterTest {
  private final TrafficMeter meter = new TrafficMeter();

  private static long at(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(1_000_000 + millis);
  }

  @Test
  void whatCameInThisTenthOfASecondAndTheOneBeforeCounts() {
    meter.count(10 * LARGE, at(0));
    meter.count(20 * LARGE, at(90));
    assertThat(meter.recent(at(95))).isEqualTo(30 * LARGE);

    meter.count(5 * LARGE, at(110));
    assertThat(meter.recent(at(120))).isEqualTo(35 * LARGE);

    meter.count(1 * LARGE, at(220));
    assertThat(meter.recent(at(230))).isEqualTo(6 * LARGE);
  }

  @Test
  void silenceCountsAsNothing() {
    meter.count(10 * LARGE, at(0));

    assertThat(meter.recent(at(150))).isEqualTo(10 * LARGE);
    assertThat(meter.recent(at(201))).isZero();
    meter.count(1 * LARGE, at(500));
    assertThat(meter.recent(at(510))).isEqualTo(1 * LARGE);
  }

  @Test
  void smallMessagesAreNoBulkHoweverManyThereAre() {
    for (int i = 0; i < 1000; i++) {
      meter.count(LARGE - 1, at(0));
    }

    assertThat(meter.recent(at(1))).isZero();
  }
}
