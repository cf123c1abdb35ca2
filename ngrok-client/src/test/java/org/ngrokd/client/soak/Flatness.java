package org.ngrokd.client.soak;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Whether what a program uses stays the same: the mean of the last third of the quiet points
 * against that of the first.
 */
final class Flatness {
  private static final long HEAP_KIB = 6 * 1024;
  private static final long DIRECT_KIB = 16 * 1024;

  /** What grows by each disturbance or request is more; compilers of the JVM come and go. */
  private static final long THREADS = 5;

  /**
   * Each of fifty clients has up to ten proxy connections in its pool, by the load of the minute.
   */
  private static final long DESCRIPTORS = 75;

  private Flatness() {}

  static void check(List<Measured> measured, Tally tally) {
    check(measured, "server", Measured::server, tally);
    check(measured, "client", Measured::client, tally);
  }

  private static void check(
      List<Measured> all, String program, Function<Measured, Figures> of, Tally tally) {
    List<Figures> figures = all.stream().map(of).toList();
    compare(figures, program + ": heap, KiB", Figures::heap, HEAP_KIB, tally);
    compare(figures, program + ": direct memory, KiB", Figures::direct, DIRECT_KIB, tally);
    compare(figures, program + ": threads", Figures::threads, THREADS, tally);
    compare(figures, program + ": descriptors", Figures::descriptors, DESCRIPTORS, tally);
  }

  private static void compare(
      List<Figures> figures, String what, ToLongFunction<Figures> of, long tolerance, Tally tally) {
    int third = figures.size() / 3;
    long first = mean(figures.subList(0, third), of);
    long last = mean(figures.subList(figures.size() - third, figures.size()), of);
    if (last > first + tolerance) {
      tally.wrong(what + " grew from " + first + " to " + last);
    }
  }

  private static long mean(List<Figures> figures, ToLongFunction<Figures> of) {
    return (long) figures.stream().mapToLong(of).average().orElse(0);
  }
}
