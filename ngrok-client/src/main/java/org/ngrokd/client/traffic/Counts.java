package org.ngrokd.client.traffic;

import java.time.Duration;

/**
 * How often something happened and how long it took.
 *
 * @param total since the start
 * @param open under way at the moment
 * @param rates how many a second
 * @param times how long those took that ended in the last minutes
 */
public record Counts(long total, long open, Rates rates, Times times) {

  /**
   * Averages that fade: over 1, 5 and 15 minutes, a second each.
   *
   * @param one over the last minute or so
   */
  public record Rates(double one, double five, double fifteen) {}

  /** Half of them took no longer than {@code p50}, and so on; zero when there were none. */
  public record Times(Duration p50, Duration p90, Duration p95, Duration p99) {}
}
