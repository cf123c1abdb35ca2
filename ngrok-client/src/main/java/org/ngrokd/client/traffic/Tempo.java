package org.ngrokd.client.traffic;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Snapshot;
import java.time.Duration;

/** Measures one kind of thing that begins and ends. Safe from any thread. */
final class Tempo {
  private final Meter begun = new Meter();
  private final Histogram ended =
      new Histogram(LockFreeExponentiallyDecayingReservoir.builder().build());

  void begun() {
    begun.mark();
  }

  void ended(Duration took) {
    ended.update(took.toNanos());
  }

  long begunCount() {
    return begun.getCount();
  }

  Counts counts() {
    Snapshot times = ended.getSnapshot();
    long over = ended.getCount();
    long total = Math.max(begun.getCount(), over);
    return new Counts(
        total,
        total - over,
        new Counts.Rates(
            begun.getOneMinuteRate(), begun.getFiveMinuteRate(), begun.getFifteenMinuteRate()),
        new Counts.Times(
            nanos(times.getMedian()),
            nanos(times.getValue(0.90)),
            nanos(times.get95thPercentile()),
            nanos(times.get99thPercentile())));
  }

  private static Duration nanos(double value) {
    return Duration.ofNanos((long) value);
  }
}
