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
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.protocol.testing.ReplyRow;
import org.ngrokd.protocol.testing.ReplyRow.Outcome;

/**
 * Where curl, Node, nginx and Chromium read a reply of replies.txt in another way than our visitors
 * get it: each such row is in reply-differences.txt with the reason. And what we have put right is
 * read by all of them; Chromium is asked for it through a tunnel. Skipped where they are not
 * installed, or are of another version; Chromium of any version, since what browsers read is what
 * the table goes by.
 */
class ReplyOracleIT {
  @TempDir Path directory;

  @Test
  void curlAgreesButForWhatIsExplained() throws Exception {
    assumeTrue(ReplyOracle.isThere("curl", "curl 7.88."), "curl 7.88 is not installed");
    assertThat(differences(ReplyOracle.curl(directory), rows())).isEqualTo(explained("curl"));
    assertThat(differences(ReplyOracle.curl(directory), putRight())).isEqualTo(explained("curl*"));
  }

  @Test
  void nodeAgreesButForWhatIsExplained() throws Exception {
    assumeTrue(ReplyOracle.isThere("node", "v20."), "Node 20 is not installed");
    assertThat(differences(ReplyOracle.node(directory), rows())).isEqualTo(explained("node"));
    assertThat(differences(ReplyOracle.node(directory), putRight())).isEqualTo(explained("node*"));
  }

  @Test
  void nginxAgreesButForWhatIsExplained() throws Exception {
    assumeTrue(Oracle.isThere("nginx", "-v", "nginx/1.22."), "nginx 1.22 is not installed");
    assertThat(differences(nginx(), rows())).isEqualTo(explained("nginx"));
    assertThat(differences(nginx(), putRight())).isEqualTo(explained("nginx*"));
  }

  @Test
  void chromiumAgreesButForWhatIsExplainedAndThroughATunnelAltogether() throws Exception {
    List<ReplyRow> rows = rows();
    try (Browser browser = Browser.open(800, 600);
        Pair pair = Pair.start();
        LocalService local = LocalService.with(new ReplyService(rows))) {
      pair.client(TunnelSpec.http(":" + local.port()).subdomain("www"));

      assertThat(differences(ReplyOracle.chromium(browser, "127.0.0.1"), rows, local.port()))
          .as(browser.version())
          .isEqualTo(explained("chromium"));
      assertThat(
              differences(ReplyOracle.chromium(browser, "www.localhost"), rows, pair.port("http")))
          .as(browser.version())
          .isEqualTo(explained("chromium*"));
    }
  }

  /** nginx passes the replies on to curl. */
  private ReplyOracle nginx() {
    return (rows, port) -> {
      try (OtherServer nginx = Oracle.nginx(directory, port)) {
        return ReplyOracle.curl(directory).read(rows, nginx.port());
      }
    };
  }

  private static List<ReplyRow> rows() throws IOException {
    return ReplyRow.all().stream().filter(ReplyOracleIT::isHttp).toList();
  }

  private static boolean isHttp(ReplyRow row) {
    return row.reply().startsWith("HTTP/") || row.reply().startsWith("\r\n");
  }

  /** What is passed on of the replies that do not pass as they are. */
  private static List<ReplyRow> putRight() throws IOException {
    return rows().stream()
        .filter(row -> row.passes() && !row.passed().equals(row.reply()))
        .map(
            row ->
                new ReplyRow(
                    row.name(),
                    row.method(),
                    row.passed(),
                    row.outcome() == Outcome.END,
                    row.passed(),
                    row.outcome(),
                    row.body()))
        .toList();
  }

  private static List<String> differences(ReplyOracle oracle, List<ReplyRow> rows)
      throws Exception {
    try (LocalService local = LocalService.with(new ReplyService(rows))) {
      return differences(oracle, rows, local.port());
    }
  }

  private static List<String> differences(ReplyOracle oracle, List<ReplyRow> rows, int port)
      throws Exception {
    List<String> differences = new ArrayList<>();
    List<String> read = oracle.read(rows, port);
    for (int i = 0; i < rows.size(); i++) {
      ReplyRow row = rows.get(i);
      boolean refuses = read.get(i).equals(ReplyOracle.NOTHING);
      if (refuses == row.passes()) {
        differences.add(row.name() + " | " + (refuses ? "refuses" : "passes"));
      } else if (!refuses && !read.get(i).equals(row.body())) {
        differences.add(row.name() + " | reads otherwise");
      }
    }
    return differences;
  }

  private static List<String> explained(String oracle) throws IOException {
    try (InputStream file = ReplyOracleIT.class.getResourceAsStream("/reply-differences.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith(oracle + " | "))
          .map(line -> line.split(" \\| ", 4))
          .map(cells -> cells[1] + " | " + cells[2])
          .toList();
    }
  }
}
