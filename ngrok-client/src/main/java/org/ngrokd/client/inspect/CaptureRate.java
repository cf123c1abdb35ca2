package org.ngrokd.client.inspect;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Admits no more exchanges than a person has use for, so that watching never takes the time that
 * the traffic needs: as many at once as are kept, a page with all that belongs to it, and behind
 * that one each {@link #INTERVAL}. Spread, for the requests beside a thousand that are captured in
 * a row have to wait for them.
 *
 * <p>Safe from any thread; two that come at the same moment may both be the last.
 */
final class CaptureRate {
  /** From one to the next under load: a thousandth of one processor's time. */
  static final Duration INTERVAL = Duration.ofMillis(10);

  private final LongSupplier nanos;
  private final long most;

  /** When all that were admitted have had their interval. */
  private volatile long until;

  /**
   * @param nanos a clock that only runs forward
   * @param atOnce how many are admitted in a row after a rest, 1 or more
   */
  CaptureRate(LongSupplier nanos, int atOnce) {
    this.nanos = nanos;
    this.most = INTERVAL.toNanos() * (atOnce - 1);
    this.until = nanos.getAsLong();
  }

  /** Whether one more may be captured now. */
  boolean admits() {
    long now = nanos.getAsLong();
    long ahead = Math.max(0, until - now);
    if (ahead > most) {
      return false;
    }
    until = now + ahead + INTERVAL.toNanos();
    return true;
  }
}
