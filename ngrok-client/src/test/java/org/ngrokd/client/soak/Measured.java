package org.ngrokd.client.soak;

/** What was measured at a quiet point. */
record Measured(long second, long requests, int disturbances, Figures server, Figures client) {
  static final String HEADER =
      """
      | second | requests | disturbances | server: heap MiB | direct MiB | resident MiB | threads | descriptors | client: heap MiB | direct MiB | resident MiB | threads | descriptors |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\
      """
          .stripIndent();

  String row() {
    return "| %d | %d | %d | %s | %s |"
        .formatted(second, requests, disturbances, cells(server), cells(client));
  }

  private static String cells(Figures of) {
    return "%.1f | %.1f | %.0f | %d | %d"
        .formatted(
            of.heap() / 1024.0,
            of.direct() / 1024.0,
            of.resident() / 1024.0,
            of.threads(),
            of.descriptors());
  }
}
