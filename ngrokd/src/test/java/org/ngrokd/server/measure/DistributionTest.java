package org.ngrokd.server.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistributionTest {
  private final Distribution times = Distribution.ofDelays();

  @Test
  void aTimeIsCountedInTheRangeWhoseBoundItReaches() {
    times.add(500_000);
    times.add(500_001);
    times.add(-5);

    Distribution.Reading reading = times.reading();
    assertThat(reading.until()).startsWith(0.0005, 0.001).endsWith(10, Double.POSITIVE_INFINITY);
    assertThat(reading.counts()).startsWith(2, 1, 0);
    assertThat(reading.sum()).isEqualTo(0.001000001);
  }

  @Test
  void whatTakesLongerThanAllBoundsIsCountedToo() {
    times.add(Long.MAX_VALUE);

    assertThat(times.reading().counts()).endsWith(0, 1);
  }
}
