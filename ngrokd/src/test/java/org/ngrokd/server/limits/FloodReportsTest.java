package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.testing.CapturedLog;

class FloodReportsTest {
  private final LimitCounters counters = new LimitCounters();
  private final FloodReports reports = new FloodReports(counters);

  @Test
  void addressIsToldOnceAMinuteAndTheRestIsSummedUp() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isTrue();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isFalse();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isFalse();
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.2")).isTrue();
      assertThat(reports.reached(Limit.CONTROLS_PER_ADDRESS, "203.0.113.1")).isTrue();

      reports.minuteEnds();
      reports.minuteEnds();

      assertThat(log.lines())
          .containsExactly(
              "WARN The limit public_per_address was reached 2 times more within the last minute");
      assertThat(reports.reached(Limit.PUBLIC_PER_ADDRESS, "203.0.113.1")).isTrue();
      assertThat(counters.count(Limit.PUBLIC_PER_ADDRESS)).isEqualTo(5);
    }
  }

  @Test
  void floodFromManyAddressesFillsNeitherLogNorMemory() {
    int told = 0;
    for (int i = 0; i < 100_000; i++) {
      told += reports.reached(Limit.PUBLIC_PER_ADDRESS, "address " + i) ? 1 : 0;
    }

    assertThat(told).isEqualTo(FloodReports.ADDRESSES);
  }
}
