package org.ngrokd.client.session;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt to connect: 1, 2, 4 … at most 30 s, each up to a quarter
 * shorter by chance so that a server that restarts does not meet all its clients in one instant.
 *
 * <p>Protocol: §6.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int DOUBLINGS = 5;
  private static final double JITTER = 0.25;

  private final DoubleSupplier random;
  private int attempt;

  /**
   * @param random gives numbers from 0 to below 1
   */
  public Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The wait after one more failure. */
  public Duration next() {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(attempt, DOUBLINGS));
    attempt++;
    Duration wait = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return Duration.ofMillis((long) (wait.toMillis() * (1 - JITTER * random.getAsDouble())));
  }

  /** A session came online: start again with the shortest wait. */
  public void reset() {
    attempt = 0;
  }
}
