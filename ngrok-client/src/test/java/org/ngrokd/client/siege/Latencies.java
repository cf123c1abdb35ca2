package org.ngrokd.client.siege;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the well-behaved fared since the last look. Safe from any thread. */
final class Latencies {
  private static final int MOST_TOLD = 3;

  private final List<Long> nanos = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int failed;

  synchronized void took(long time) {
    nanos.add(time);
  }

  synchronized void failed(String what) {
    failed++;
    if (failures.size() < MOST_TOLD) {
      failures.add(what.replaceAll("\\s+", " "));
    }
  }

  /** Count, p50 and p99 and most in ms, failures, and the first of them; starts anew. */
  synchronized String take() {
    List<Long> sorted = nanos.stream().sorted().toList();
    String line =
        String.format(
            Locale.ROOT,
            "%d %.1f %.1f %.1f %d %s",
            sorted.size(),
            at(sorted, 0.5),
            at(sorted, 0.99),
            at(sorted, 1),
            failed,
            String.join("; ", failures));
    nanos.clear();
    failures.clear();
    failed = 0;
    return line;
  }

  private static double at(List<Long> sorted, double part) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / 1e6;
  }
}
