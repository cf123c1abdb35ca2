package org.ngrokd.server.measure;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long something takes, as a count for each range of times: adding is two additions and keeps
 * nothing. Safe from any thread.
 */
public final class Distribution {
  private static final double NANOS = 1e9;

  /** The upper bounds of the ranges, in nanoseconds, rising; above the last one is one more. */
  private final long[] bounds;

  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  private Distribution(double... seconds) {
    this.bounds = new long[seconds.length];
    this.counts = new LongAdder[seconds.length + 1];
    for (int i = 0; i < seconds.length; i++) {
      bounds[i] = Math.round(seconds[i] * NANOS);
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Of what goes over networks, from a quarter of a millisecond to half a minute. */
  public static Distribution ofNetworks() {
    return new Distribution(
        0.00025, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);
  }

  /** Of what should take no time at all, from half a millisecond to ten seconds. */
  public static Distribution ofDelays() {
    return new Distribution(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10);
  }

  /** One more took so long; below 0 counts as 0. */
  public void add(long nanos) {
    int range = 0;
    while (range < bounds.length && nanos > bounds[range]) {
      range++;
    }
    counts[range].increment();
    sum.add(Math.max(nanos, 0));
  }

  /** How many there were, by range; read one after the other while others add. */
  public Reading reading() {
    double[] until = new double[counts.length];
    long[] read = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      until[i] = i < bounds.length ? bounds[i] / NANOS : Double.POSITIVE_INFINITY;
      read[i] = counts[i].sum();
    }
    return new Reading(until, read, sum.sum() / NANOS);
  }

  /**
   * What was counted.
   *
   * @param until the upper bound of each range in seconds, the last one infinite
   * @param counts how many were in each range by itself
   * @param sum of all, in seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // made for one reader, and compared with nothing
  public record Reading(double[] until, long[] counts, double sum) {}
}
