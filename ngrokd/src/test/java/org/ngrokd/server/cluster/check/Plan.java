package org.ngrokd.server.cluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Which faults happen when: the same for the same seed. At most two last at a time, and a part that
 * suffers from one has no other.
 */
final class Plan {
  private static final int MOST_AT_A_TIME = 2;
  private static final long FIRST_MILLIS = 5_000;

  private Plan() {}

  /** A kind of fault, with how often it comes and how long it lasts at most, in ms. */
  enum Kind {
    NODE_KILLED(3, 12_000),
    NODE_STOPPED(4, 20_000),
    NODE_RESTARTED(2, 2_000),
    ENGINE_KILLED(2, 8_000),
    ENGINE_STOPPED(3, 15_000),
    NODE_HELD_FROM_ENGINE(4, 20_000),
    NODE_CUT_FROM_ENGINE(3, 20_000),
    NODES_HELD_APART(2, 15_000),
    NODES_CUT_APART(2, 15_000),
    CLOCK_OF_NODE(3, 15_000),
    CLOCK_OF_ENGINE(3, 15_000);

    final int weight;
    final long longestMillis;

    Kind(int weight, long longestMillis) {
      this.weight = weight;
      this.longestMillis = longestMillis;
    }

    /** As people read it. */
    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A fault.
   *
   * @param atMillis from the beginning on
   * @param one a node from 1 on, or a member from 0 on
   * @param other the other node, where there are two
   * @param seconds of a clock: by how much it is wrong
   */
  record Fault(Kind kind, long atMillis, long lengthMillis, int one, int other, int seconds) {
    long endMillis() {
      return atMillis + lengthMillis;
    }

    String target() {
      return switch (kind) {
        case ENGINE_KILLED, ENGINE_STOPPED -> "member " + one;
        case NODES_HELD_APART, NODES_CUT_APART -> "nodes " + one + " and " + other;
        case CLOCK_OF_ENGINE -> "%+d s".formatted(seconds);
        case CLOCK_OF_NODE -> "node %d %+d s".formatted(one, seconds);
        default -> "node " + one;
      };
    }

    /** What suffers from it, and nothing else at the same time. */
    private String part() {
      return switch (kind) {
        case ENGINE_KILLED, ENGINE_STOPPED -> "member " + one;
        case NODES_HELD_APART, NODES_CUT_APART -> "between " + one + other;
        case NODE_HELD_FROM_ENGINE, NODE_CUT_FROM_ENGINE -> "way " + one;
        case CLOCK_OF_ENGINE -> "clock";
        case CLOCK_OF_NODE -> "clock " + one;
        default -> "node " + one;
      };
    }
  }

  /**
   * What there is for faults.
   *
   * @param members of the engine
   * @param longestStop of one of them
   * @param cannotBe kinds that there are not here
   */
  record Possible(int members, Duration longestStop, Set<Kind> cannotBe) {}

  /** Faults that end before the time is over. */
  static List<Fault> of(long seed, Duration length, Possible possible) {
    Random random = new Random(seed);
    List<Fault> all = new ArrayList<>();
    Map<String, Long> busy = new HashMap<>();
    long at = FIRST_MILLIS;
    while (at < length.toMillis()) {
      Fault next = fault(random, at, possible);
      long now = at;
      long lasting = busy.values().stream().filter(until -> until > now).count();
      boolean fits =
          !possible.cannotBe().contains(next.kind())
              && next.endMillis() < length.toMillis()
              && lasting < MOST_AT_A_TIME;
      if (fits && busy.getOrDefault(next.part(), 0L) < at) {
        busy.put(next.part(), next.endMillis());
        all.add(next);
      }
      at += 1000 + random.nextInt(4000);
    }
    return all;
  }

  private static Fault fault(Random random, long at, Possible possible) {
    Kind kind = kind(random);
    long longest =
        kind == Kind.ENGINE_STOPPED ? possible.longestStop().toMillis() : kind.longestMillis;
    long length = 500 + (long) (random.nextDouble() * (longest - 500));
    boolean isOfEngine = kind == Kind.ENGINE_KILLED || kind == Kind.ENGINE_STOPPED;
    int node = 1 + random.nextInt(Site.NODES);
    int other = 1 + node % Site.NODES;
    int member = random.nextInt(possible.members());
    int seconds = (1 + random.nextInt(30)) * (random.nextBoolean() ? 1 : -1);
    return new Fault(kind, at, length, isOfEngine ? member : node, other, seconds);
  }

  private static Kind kind(Random random) {
    int all = 0;
    for (Kind each : Kind.values()) {
      all += each.weight;
    }
    int left = random.nextInt(all);
    for (Kind each : Kind.values()) {
      left -= each.weight;
      if (left < 0) {
        return each;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }
}
