package org.ngrokd.client.siege;

import java.util.ArrayList;
import java.util.List;

/** What the well-behaved may expect whatever others do. */
final class Judgement {
  private static final double MOST_P99_MILLIS = 1_000;

  /** Fewer, and nothing is said about the 99th of a hundred. */
  private static final int LEAST_VISITS = 50;

  /** Of 96 MiB that it may take ({@link Program}). */
  private static final long MOST_DIRECT = 92L << 20;

  private Judgement() {}

  static List<String> of(Fared fared) {
    List<String> faults = new ArrayList<>();
    if (fared.failed() > 0) {
      faults.add(fared.failed() + " visits of the well-behaved failed: " + fared.failures());
    }
    faults.addAll(slowness(fared));
    if (fared.visits() < LEAST_VISITS) {
      faults.add("only " + fared.visits() + " visits got through");
    }
    return faults;
  }

  /**
   * Whether they waited too long: the one thing that a machine with other things to do does too.
   */
  static List<String> slowness(Fared fared) {
    return fared.p99() < MOST_P99_MILLIS
        ? List.of()
        : List.of("their p99 is %.0f ms (%s)".formatted(fared.p99(), fared.slowest()));
  }

  /** Whether the attacked program had room left for others. */
  static List<String> of(Row.Used used) {
    return used.direct() < MOST_DIRECT
        ? List.of()
        : List.of("its buffers took %d MiB of 96".formatted(used.direct() >> 20));
  }
}
