package org.ngrokd.protocol.testing;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * Where chance in tests comes from. Another one in every run, and printed; {@code -Dseed=N} repeats
 * a run. Bytes that need only be some bytes, and whatever a test expects by value, have seeds of
 * their own.
 */
public final class Seeds {
  private static final long FIRST = first();

  private Seeds() {}

  private static long first() {
    String given = System.getProperty("seed", "");
    long seed = given.isEmpty() ? System.nanoTime() & 0xffff_ffffL : Long.parseLong(given);
    System.out.println("Seed of this run: " + seed + " (-Dseed=" + seed + " repeats it)");
    return seed;
  }

  /** This many seeds, one after the other. */
  public static LongStream of(int count) {
    return LongStream.range(FIRST, FIRST + count);
  }

  /** The same chance each time, for one seed of a run. */
  public static Random random() {
    return random(0);
  }

  /**
   * One of several that differ.
   *
   * @param which from 0
   */
  public static Random random(int which) {
    return new Random(FIRST + which);
  }
}
