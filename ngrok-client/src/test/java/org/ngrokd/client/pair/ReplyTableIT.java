package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ReplyRow;
import org.ngrokd.protocol.testing.ReplyRow.Outcome;
import org.ngrokd.protocol.testing.Visitor;

/**
 * Replies of local services, well-formed and odd, and exactly what the visitor gets of each:
 * through our client, through one that changes heads, and through one as 1.7 is.
 */
class ReplyTableIT {
  private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: www.localhost\r\n\r\n";

  private static List<ReplyRow> table;
  private static Pair pair;
  private static Pair pairOfOld;
  private static LocalService local;
  private static OldRelayClient old;

  @BeforeAll
  static void start() throws IOException {
    table = ReplyRow.all();
    local = LocalService.with(new ReplyService(table));
    pair = Pair.start();
    String address = ":" + local.port();
    pair.client(
        TunnelSpec.http(address).subdomain("www"),
        TunnelSpec.http(address).subdomain("changing").addRequestHeader("X-Tunnel", "yes"));
    pairOfOld = Pair.start();
    old = new OldRelayClient(pairOfOld.port("tunnel"), local.port());
    old.tunnels("\"Protocol\":\"http\",\"Subdomain\":\"www\"");
  }

  @AfterAll
  static void stop() throws Exception {
    old.close();
    pair.close();
    pairOfOld.close();
    local.close();
  }

  static Stream<ReplyRow> rows() throws IOException {
    return ReplyRow.all().stream();
  }

  @Test
  void tableHasAtLeastAHundredRowsAndNoNameTwice() {
    List<String> names = table.stream().map(ReplyRow::name).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void throughOurClient(ReplyRow row) throws Exception {
    check(row, pair.port("http"), "www.localhost");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void throughOurClientThatChangesHeads(ReplyRow row) throws Exception {
    check(row, pair.port("http"), "changing.localhost");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void throughAClientAs17Is(ReplyRow row) throws Exception {
    check(row, pairOfOld.port("http"), "www.localhost");
  }

  private static void check(ReplyRow row, int port, String host) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      int number = table.indexOf(row);
      visitor.send(row.method() + " /" + number + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

      byte[] came = visitor.in().readNBytes(row.passed().length());
      assertThat(new String(came, StandardCharsets.ISO_8859_1)).isEqualTo(row.passed());
      if (row.outcome() == Outcome.OPEN) {
        visitor.send(PROBE.replace("www.localhost", host));
        assertThat(visitor.read(EdgeService.OK.length())).isEqualTo(EdgeService.OK);
      } else if (row.outcome() == Outcome.REFUSED) {
        assertThat(visitor.readToEnd())
            .startsWith("HTTP/1.0 502 Bad Gateway\r\n")
            .endsWith("the reply of the local service is malformed\n");
      } else if (row.outcome() == Outcome.END) {
        assertThat(visitor.readToEnd()).isEmpty();
      } else {
        assertThat(nothingFollows(visitor)).isTrue();
      }
    }
  }

  /** However the connection ends. */
  private static boolean nothingFollows(Visitor visitor) throws IOException {
    try {
      return visitor.in().read() < 0;
    } catch (SocketException reset) {
      return String.valueOf(reset.getMessage()).contains("reset");
    }
  }
}
