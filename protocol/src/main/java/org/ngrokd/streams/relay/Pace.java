package org.ngrokd.streams.relay;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;

/** So many bytes per second, for one connection or for many that share it. Safe from any thread. */
public final class Pace {
  /** What may come at once after a silence. */
  private static final Duration BURST = Duration.ofMillis(250);

  private long bytesPerSecond;
  private final Ticker ticker;
  private long freeAt;
  private long total;

  /**
   * @param bytesPerSecond above 0
   */
  public Pace(long bytesPerSecond, Ticker ticker) {
    this.bytesPerSecond = bytesPerSecond;
    this.ticker = ticker;
    this.freeAt = ticker.nanoTime() - BURST.toNanos();
  }

  /**
   * Another pace from now on.
   *
   * @param bytesPerSecond above 0
   */
  public synchronized void change(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  public synchronized long bytesPerSecond() {
    return bytesPerSecond;
  }

  /** How many bytes it has taken so far. */
  public synchronized long total() {
    return total;
  }

  /**
   * Takes bytes that have come already.
   *
   * @return for how long no more should come, in nanoseconds; 0 or less: more may come at once
   */
  synchronized long take(int bytes) {
    long now = ticker.nanoTime();
    total += bytes;
    freeAt = Math.max(freeAt, now - BURST.toNanos()) + (long) (bytes * 1e9 / bytesPerSecond);
    return freeAt - now;
  }
}
