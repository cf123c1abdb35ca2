package org.ngrokd.client.siege;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one attack came to.
 *
 * @param used of the attacked program
 * @param limits how often each limit of the server cut or refused somebody
 * @param faults what must not be; empty when the attack was stood
 */
record Row(
    Attack attack,
    Cost cost,
    Used used,
    Fared fared,
    Map<String, Long> limits,
    List<String> faults) {
  static final String HEADER =
      """
      | attack | on | connections | MB sent | heap MiB | direct MiB | descriptors | visits | p99 ms | failed | limits that acted | stood |
      | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
      """;

  /**
   * The highest that the attacked program used.
   *
   * @param heap bytes, garbage included
   * @param direct bytes of its buffers outside the heap
   */
  record Used(long heap, long direct, int descriptors) {
    static Used of(Peak peak) {
      return new Used(peak.heap(), peak.direct(), peak.descriptors());
    }
  }

  /** Whether all that went wrong is that others waited too long. */
  boolean isOnlySlow(Judgement judgement) {
    return !faults.isEmpty() && faults.equals(judgement.slowness(fared));
  }

  /** As a row of the table. */
  String text() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,d | %.1f | %d | %d | %,d | %,d | %.0f | %d | %s | %s |",
        attack.name(),
        attack.target().name().toLowerCase(Locale.ROOT),
        cost.connections(),
        cost.bytes() / 1e6,
        used.heap() >> 20,
        used.direct() >> 20,
        used.descriptors(),
        fared.visits(),
        fared.p99(),
        fared.failed(),
        limits.isEmpty() ? "—" : limitsText(),
        faults.isEmpty() ? "yes" : "NO");
  }

  private String limitsText() {
    return limits.entrySet().stream()
        .map(limit -> String.format(Locale.ROOT, "%s %,d", limit.getKey(), limit.getValue()))
        .collect(Collectors.joining(", "));
  }
}
