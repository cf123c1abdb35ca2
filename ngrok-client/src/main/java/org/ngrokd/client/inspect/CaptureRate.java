package org.ngrokd.client.inspect;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Admits no more exchanges a second than a person has use for, so that watching never takes the
 * time that the traffic needs. Safe from any thread; two that come at the same moment may both be
 * the last.
 */
final class CaptureRate {
  /** More than the store keeps, and about a hundredth of one processor's time. */
  static final int MOST_A_SECOND = 1000;

  private final LongSupplier nanos;
  private volatile long second = Long.MIN_VALUE;
  private volatile int admitted;

  /**
   * @param nanos a clock that only runs forward
   */
  CaptureRate(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether one more may be captured now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one too many does no harm
  boolean admits() {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    if (now != second) {
      second = now;
      admitted = 0;
    }
    if (admitted >= MOST_A_SECOND) {
      return false;
    }
    admitted++;
    return true;
  }
}
