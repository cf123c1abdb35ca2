package org.ngrokd.client.bench;

import java.util.Map;

/** The figures beside what they are to be. */
final class Aims {
  private Aims() {}

  /** As Markdown, a row for each load that both have. */
  static String table(Map<Load, Sample> ours, Map<Load, Sample> theirs) {
    StringBuilder text =
        new StringBuilder(
            """
            ### Beside the aims

            In units of two HAProxys; the aim in brackets.

            | | CPU | rate | p99 |
            | --- | ---: | ---: | ---: |
            """);
    for (Load load : Load.values()) {
      if (ours.containsKey(load) && theirs.containsKey(load)) {
        text.append(Aim.of(load).row(load.title(), ours.get(load), theirs.get(load)));
      }
    }
    return text.toString();
  }
}
