package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.protocol.testing.Visitor;

/**
 * Where HAProxy and nginx let a request of the edge's table through or not, and we do the other:
 * each such row is in oracle-differences.txt with the reason. Skipped where the two are not
 * installed, or are of another version than Debian 12's.
 */
class EdgeOracleIT {
  @Test
  void haproxyAgreesButForWhatIsExplained(@TempDir Path directory) throws Exception {
    assumeTrue(Oracle.isThere("haproxy", "-v", "version 2.6."), "HAProxy 2.6 is not installed");
    EdgeService service = new EdgeService();
    try (LocalService local = LocalService.with(service);
        OtherServer oracle = Oracle.haproxy(directory, local.port())) {
      assertThat(differences(oracle, service)).isEqualTo(explained("haproxy"));
    }
  }

  @Test
  void nginxAgreesButForWhatIsExplained(@TempDir Path directory) throws Exception {
    assumeTrue(Oracle.isThere("nginx", "-v", "nginx/1.22."), "nginx 1.22 is not installed");
    EdgeService service = new EdgeService();
    try (LocalService local = LocalService.with(service);
        OtherServer oracle = Oracle.nginx(directory, local.port())) {
      assertThat(differences(oracle, service)).isEqualTo(explained("nginx"));
    }
  }

  private static List<String> differences(OtherServer oracle, EdgeService service)
      throws Exception {
    List<String> differences = new ArrayList<>();
    for (EdgeRow row : EdgeRow.all()) {
      String first = row.atVisitor().get(0);
      boolean comparable = first.equals("400") || first.equals("ok") || first.equals("head");
      if (comparable) {
        boolean passes = passes(row, oracle.port());
        service.received();
        if (passes == first.equals("400")) {
          differences.add(row.name() + " | " + (passes ? "passes" : "refuses"));
        }
      }
    }
    return differences;
  }

  /** Whether the first request gets the service's reply. */
  private static boolean passes(EdgeRow row, int port) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send(row.request());
      String begin = new String(visitor.in().readNBytes(12), StandardCharsets.ISO_8859_1);
      return begin.equals("HTTP/1.1 200") || begin.equals("HTTP/1.0 200");
    } catch (java.net.SocketException reset) {
      return false;
    }
  }

  private static List<String> explained(String oracle) throws IOException {
    try (InputStream file = EdgeOracleIT.class.getResourceAsStream("/oracle-differences.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith(oracle + " | "))
          .map(line -> line.split(" \\| ", 4))
          .map(cells -> cells[1] + " | " + cells[2])
          .toList();
    }
  }
}
