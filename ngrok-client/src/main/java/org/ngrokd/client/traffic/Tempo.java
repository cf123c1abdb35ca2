package org.ngrokd.client.traffic;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Measures one kind of thing that begins and ends. Safe from any thread. */
final class Tempo {
  private final Timer ended = new Timer(LockFreeExponentiallyDecayingReservoir.builder().build());
  private final LongAdder begun = new LongAdder();

  void begun() {
    begun.increment();
  }

  void ended(Duration took) {
    ended.update(took.toNanos(), TimeUnit.NANOSECONDS);
  }

  long begunCount() {
    return begun.sum();
  }

  Counts counts() {
    Snapshot times = ended.getSnapshot();
    long over = ended.getCount();
    long total = Math.max(begun.sum(), over);
    return new Counts(
        total,
        total - over,
        new Counts.Rates(
            ended.getOneMinuteRate(), ended.getFiveMinuteRate(), ended.getFifteenMinuteRate()),
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
