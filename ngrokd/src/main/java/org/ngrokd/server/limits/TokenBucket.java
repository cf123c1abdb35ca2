package org.ngrokd.server.limits;

import java.util.concurrent.TimeUnit;

/**
 * Allows so many per second on average, and a number of them at once. Not safe for several threads;
 * whoever asks tells the time.
 */
public final class TokenBucket {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double perNano;
  private final double size;
  private double left;
  private long filledAt;

  /**
   * @param perSecond how many on average
   * @param atOnce how many after a long silence
   */
  public TokenBucket(int perSecond, int atOnce, long nowNanos) {
    this.perNano = perSecond / NANOS;
    this.size = atOnce;
    this.left = atOnce;
    this.filledAt = nowNanos;
  }

  /** Takes one; false when there is none left. */
  public boolean take(long nowNanos) {
    left = Math.min(size, left + (nowNanos - filledAt) * perNano);
    filledAt = nowNanos;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
