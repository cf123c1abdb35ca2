package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.MetricsPage;

/** What has to be as it was before, once an attack is over and the visitors rest. */
final class Levels {
  private static final List<String> COUNTED =
      List.of(
          "ngrokd_public_connections",
          "ngrokd_unauthenticated_connections",
          "ngrokd_waiting_visitors",
          "ngrokd_control_connections",
          "ngrokd_tunnels",
          "ngrokd_relays");
  private static final String BUDGET = "ngrokd_memory_budget_bytes";

  /**
   * Pools of the well-behaved clients as 1.7's, and multiplexed connections, come and go by the
   * load of the moment.
   */
  private static final int DESCRIPTORS_MORE = 60;

  /** The longest of the server's own waits, {@code -halfCloseTimeout}, is 10 s. */
  private static final int PATIENCE_SECONDS = 40;

  private final Map<String, Long> levels;

  private Levels(Map<String, Long> levels) {
    this.levels = levels;
  }

  static Levels now(Fortress fortress) throws IOException {
    Map<String, Long> levels = new LinkedHashMap<>();
    MetricsPage metrics = fortress.serverMetrics();
    for (String name : COUNTED) {
      levels.put(name, metrics.of(name));
    }
    levels.put("server's descriptors", fortress.server().descriptors() + (long) DESCRIPTORS_MORE);
    levels.put("client's descriptors", fortress.client().descriptors() + (long) DESCRIPTORS_MORE);
    levels.put(BUDGET, metrics.of(BUDGET));
    return new Levels(levels);
  }

  /** Waits until everything is back at these levels; tells what is not. */
  List<String> awaitReturn(Fortress fortress) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<String> above = above(now(fortress));
    while (!above.isEmpty() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(100);
      above = above(now(fortress));
    }
    return above;
  }

  private List<String> above(Levels now) {
    List<String> above = new ArrayList<>();
    levels.forEach(
        (name, level) -> {
          long is = now.levels.getOrDefault(name, 0L);
          long limit = name.equals(BUDGET) ? 0 : level;
          long value = name.endsWith("descriptors") ? is - DESCRIPTORS_MORE : is;
          if (value > limit) {
            above.add("%s did not return: %d, was %d".formatted(name, value, limit));
          }
        });
    return above;
  }
}
