package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficMeterTest {
  private final TrafficMeter meter = new TrafficMeter();

  private static long at(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(1_000_000 + millis);
  }

  @Test
  void whatCameInThisTenthOfASecondAndTheOneBeforeCounts() {
    meter.count(10, at(0));
    meter.count(20, at(90));
    assertThat(meter.recent(at(95))).isEqualTo(30);

    meter.count(5, at(110));
    assertThat(meter.recent(at(120))).isEqualTo(35);

    meter.count(1, at(220));
    assertThat(meter.recent(at(230))).isEqualTo(6);
  }

  @Test
  void silenceCountsAsNothing() {
    meter.count(10, at(0));

    assertThat(meter.recent(at(150))).isEqualTo(10);
    assertThat(meter.recent(at(201))).isZero();
    meter.count(1, at(500));
    assertThat(meter.recent(at(510))).isEqualTo(1);
  }
}
