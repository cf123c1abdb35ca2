package org.ngrokd.client.siege;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How the well-behaved fared since the last look. Safe from any thread. */
final class Latencies {
  private static final int MOST_TOLD = 3;

  private final List<Visit> visits = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int failed;

  private record Visit(String who, double millis) {}

  /** A visit that took so long, in nanoseconds. */
  synchronized void took(String who, long nanos) {
    visits.add(new Visit(who, nanos / 1e6));
  }

  synchronized void failed(String what) {
    failed++;
    if (failures.size() < MOST_TOLD) {
      failures.add(what);
    }
  }

  /**
   * Starts anew, and gives parts separated by tabs: how many visits; p50, p99 and most in ms; who
   * took longest; how many failed; how the first of them did.
   */
  synchronized String take() {
    visits.sort(Comparator.comparingDouble(Visit::millis));
    String line =
        String.format(
            Locale.ROOT,
            "%d\t%.1f\t%.1f\t%.1f\t%s\t%d\t%s",
            visits.size(),
            at(0.5).millis,
            at(0.99).millis,
            at(1).millis,
            clean(at(0.99).who + "; " + at(1).who),
            failed,
            clean(String.join("; ", failures)));
    visits.clear();
    failures.clear();
    failed = 0;
    return line;
  }

  private static String clean(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private Visit at(double part) {
    int index = (int) Math.ceil(part * visits.size()) - 1;
    return visits.isEmpty() ? new Visit("nobody", 0) : visits.get(Math.max(0, index));
  }
}
