package org.ngrokd.client.siege;

import java.util.ArrayList;
import java.util.List;

/**
 * What the well-behaved may expect whatever others do: 99 of 100 visits take less than a second, or
 * on a slow machine so many times what one takes in peace.
 */
final class Judgement {
  private static final double LEAST_LIMIT_MILLIS = 1_000;

  /** By how much a visit may be longer than in peace: a few milliseconds make the second. */
  private static final double MOST_TIMES_PEACE = 200;

  /** Beyond it nothing is waited for, however slow the machine is. */
  private static final double MOST_LIMIT_MILLIS = 10_000;

  /** Fewer, and nothing is said about the 99th of a hundred. */
  private static final int LEAST_VISITS = 50;

  /** Of 96 MiB that it may take ({@link Program}). */
  private static final long MOST_DIRECT = 92L << 20;

  private final double mostP99;

  /**
   * @param peace how they fared before anybody attacked
   */
  Judgement(Fared peace) {
    mostP99 =
        Math.min(MOST_LIMIT_MILLIS, Math.max(LEAST_LIMIT_MILLIS, MOST_TIMES_PEACE * peace.p50()));
  }

  /** The limit, in ms. */
  double mostP99() {
    return mostP99;
  }

  List<String> of(Fared fared) {
    List<String> faults = new ArrayList<>();
    if (fared.failed() > 0) {
      faults.add(fared.failed() + " visits of the well-behaved failed: " + fared.failures());
    }
    faults.addAll(slowness(fared));
    return faults;
  }

  /**
   * Whether they waited too long: the one thing that a machine with other things to do does too.
   */
  List<String> slowness(Fared fared) {
    List<String> faults = new ArrayList<>();
    if (fared.p99() >= mostP99) {
      faults.add(
          "their p99 is %.0f ms of %.0f (%s)".formatted(fared.p99(), mostP99, fared.slowest()));
    }
    if (fared.visits() < LEAST_VISITS) {
      faults.add("only " + fared.visits() + " visits got through");
    }
    return faults;
  }

  /** Whether the attacked program had room left for others. */
  static List<String> of(Row.Used used) {
    return used.direct() < MOST_DIRECT
        ? List.of()
        : List.of("its buffers took %d MiB of 96".formatted(used.direct() >> 20));
  }
}
