package org.ngrokd.server.limits;

import java.util.concurrent.TimeUnit;

/**
 * Allows so many per second on average, and a number of them at once. Not safe for several threads;
 * whoever asks tells the time.
 */
public final class TokenBucket {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private double perNano;
  private double size;
  private double left;
  private long filledAt;

  /**
   * @param perSecond how many on average
   * @param atOnce how many after a long silence
   */
  public TokenBucket(double perSecond, double atOnce, long nowNanos) {
    this.perNano = perSecond / NANOS;
    this.size = atOnce;
    this.left = atOnce;
    this.filledAt = nowNanos;
  }

  /**
   * From now on it allows so many.
   *
   * @param perSecond how many on average
   * @param atOnce how many after a long silence
   */
  public void change(double perSecond, double atOnce, long nowNanos) {
    fill(nowNanos);
    perNano = perSecond / NANOS;
    size = atOnce;
    left = Math.min(size, left);
  }

  private void fill(long nowNanos) {
    left = Math.min(size, left + (nowNanos - filledAt) * perNano);
    filledAt = nowNanos;
  }

  /** Takes one; false when there is none left. */
  public boolean take(long nowNanos) {
    fill(nowNanos);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
