package org.ngrokd.client.bench;

import java.io.IOException;
import org.ngrokd.client.bench.Contender.Target;

/** How small requests do while somebody downloads through the same tunnel. */
final class BesideBulk {
  private static final int SECONDS = 5;
  private static final int CONNECTIONS = 4;

  private BesideBulk() {}

  /** As a line of text. */
  static String measure(Contender contender, Origin origin)
      throws IOException, InterruptedException {
    Target target = contender.target(Load.HTTP_KEEP_ALIVE).orElseThrow();
    Measurement small = new Measurement(contender, SECONDS, CONNECTIONS, origin.big());
    String url = "http://127.0.0.1:" + target.port() + "/big";
    String again = "while :; do curl -sS -o /dev/null -H 'Host: %s' %s || exit; done";
    Process downloads = new ProcessBuilder("sh", "-c", again.formatted(target.host(), url)).start();
    try {
      Sample sample = small.now(Load.HTTP_KEEP_ALIVE, target);
      return "%s: small requests beside a download: %,.0f/s, p50 %.2f ms, p99 %.2f ms"
          .formatted(contender.name(), sample.rate(), sample.p50Millis(), sample.p99Millis());
    } finally {
      downloads.descendants().forEach(ProcessHandle::destroy);
      downloads.destroy();
      downloads.waitFor();
    }
  }
}
