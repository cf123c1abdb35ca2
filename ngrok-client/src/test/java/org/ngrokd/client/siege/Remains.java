package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.client.testing.MetricsPage;

/**
 * What both programs hold while nobody asks anything of them, bytes of heap without garbage.
 *
 * @param client without the exchanges that it keeps to be looked at
 */
record Remains(long server, long client) {
  /** Code is compiled and tables grow during a siege, once. */
  private static final long TOLERATED = 24L << 20;

  static Remains now(Fortress fortress) throws IOException, InterruptedException {
    fortress.server().collect();
    fortress.client().collect();
    MetricsPage client = fortress.clientMetrics();
    return new Remains(
        fortress.serverMetrics().of("ngrokd_heap_bytes"),
        client.of("ngrok_heap_bytes") - client.of("ngrok_inspector_memory_bytes"));
  }

  /** What has grown since then. */
  List<String> grownSince(Remains before) {
    List<String> grown = new ArrayList<>();
    compare("server", before.server, server, grown);
    compare("client", before.client, client, grown);
    return grown;
  }

  private static void compare(String program, long before, long after, List<String> grown) {
    if (after > before + TOLERATED) {
      grown.add(
          "the %s's heap grew from %d to %d MiB".formatted(program, before >> 20, after >> 20));
    }
  }
}
