package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.streams.net.CidrList;

/**
 * Raw requests, well-formed and hostile, and exactly what becomes of each, at the local service and
 * at the visitor: through our client and through one as 1.7 is.
 */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class EdgeTableIT {
  private static final String BAD_REQUEST =
      "HTTP/1.0 400 Bad Request\r\nContent-Length: 12\r\n\r\nBad Request\n";
  private static final String NOT_AUTHORIZED =
      "HTTP/1.0 401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"\r\n"
          + "Content-Length: 23\r\n\r\nAuthorization required\n";
  private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: www.localhost\r\n\r\n";

  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("ok", EdgeService.OK),
          Map.entry("head", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
          Map.entry("400", BAD_REQUEST),
          Map.entry("401", NOT_AUTHORIZED),
          Map.entry("connected", EdgeService.CONNECTED),
          Map.entry("204", reply("/204")),
          Map.entry("304", reply("/304")),
          Map.entry("chunked", reply("/chunked")),
          Map.entry("interim", reply("/interim").replace(EdgeService.OK, "")),
          Map.entry("until-end", reply("/end")),
          Map.entry("closing", reply("/close")),
          Map.entry("old", reply("/old")),
          Map.entry("no-length", reply("/both").replace("Content-Length: 2\r\n", "")),
          Map.entry("icy", reply("/icy")),
          Map.entry("switching", reply("/upgrade")));

  private static Pair pair;
  private static LocalService local;
  private static LocalService localOfOld;
  private static Pair pairOfOld;
  private static OldRelayClient old;
  private static final EdgeService SERVICE = new EdgeService();
  private static final EdgeService SERVICE_OF_OLD = new EdgeService();

  private static String reply(String path) {
    return EdgeService.REPLIES.getOrDefault(path, "");
  }

  @BeforeAll
  static void start() throws IOException {
    Forwarding byteExact = new Forwarding(false, CidrList.NONE);
    local = LocalService.with(SERVICE);
    pair = Pair.with(byteExact);
    String address = ":" + local.port();
    pair.client(
        TunnelSpec.http(address).withoutReuse().subdomain("www"),
        TunnelSpec.http(address).withoutReuse().subdomain("two"),
        TunnelSpec.http(address).withoutReuse().subdomain("lock").auth("user:secret"));
    localOfOld = LocalService.with(SERVICE_OF_OLD);
    pairOfOld = Pair.with(byteExact);
    old = new OldRelayClient(pairOfOld.port("tunnel"), localOfOld.port());
    old.tunnels(
        "\"Protocol\":\"http\",\"Subdomain\":\"www\"",
        "\"Protocol\":\"http\",\"Subdomain\":\"two\"",
        "\"Protocol\":\"http\",\"Subdomain\":\"lock\",\"HttpAuth\":\"user:secret\"");
  }

  @AfterAll
  static void stop() throws Exception {
    old.close();
    pair.close();
    pairOfOld.close();
    local.close();
    localOfOld.close();
  }

  static Stream<EdgeRow> rows() throws IOException {
    return EdgeRow.all().stream();
  }

  @Test
  void tableHasAtLeastAHundredAndFiftyRowsAndNoNameTwice() throws Exception {
    List<String> names = EdgeRow.all().stream().map(EdgeRow::name).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void throughOurClient(EdgeRow row) throws Exception {
    check(row, pair.port("http"), SERVICE);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void throughAClientAs17Is(EdgeRow row) throws Exception {
    check(row, pairOfOld.port("http"), SERVICE_OF_OLD);
  }

  private static void check(EdgeRow row, int port, EdgeService service) throws Exception {
    String probe = "";
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send(row.request());
      for (String word : row.atVisitor()) {
        expect(word, visitor);
        probe = word.equals("open") ? PROBE : "";
      }
      if (row.atVisitor().contains("open-opaque")) {
        visitor.reset(); // a client as 1.7 is could not be told that only one direction has ended
      }
    }
    String received = service.received();
    if (row.atService().equals("<")) {
      assertThat(row.head()).startsWith(received);
    } else {
      assertThat(received).isEqualTo(row.atService() + probe);
    }
  }

  private static void expect(String word, Visitor visitor) throws IOException {
    switch (word) {
      case "end" -> assertThat(rest(visitor.in())).isEmpty();
      case "open" -> {
        visitor.send(PROBE);
        expectBytes(EdgeService.OK, visitor);
      }
      case "open-opaque" -> {
        visitor.send("\0any\n\n");
        expectBytes("\0any\n\n", visitor);
      }
      case "502" -> expectBadGateway(visitor);
      default -> expectBytes(word.startsWith("404") ? notFound(word) : named(word), visitor);
    }
  }

  private static String named(String word) {
    String reply = NAMED.get(word);
    assertThat(reply).as(word).isNotNull();
    return String.valueOf(reply);
  }

  /** "404(host)", or "404head(host)" for a request of the head alone. */
  private static String notFound(String word) {
    String host = word.substring(word.indexOf('(') + 1, word.length() - 1);
    String head = "HTTP/1.0 404 Not Found\r\nContent-Length: " + (host.length() + 18) + "\r\n\r\n";
    return word.startsWith("404head") ? head : head + "Tunnel " + host + " not found\n";
  }

  private static void expectBadGateway(Visitor visitor) throws IOException {
    assertThat(rest(visitor.in()))
        .startsWith("HTTP/1.0 502 Bad Gateway\r\n")
        .endsWith("the reply of the local service is malformed\n");
  }

  private static void expectBytes(String expected, Visitor visitor) throws IOException {
    byte[] came = visitor.in().readNBytes(expected.length());
    assertThat(new String(came, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
  }

  /** What comes until the connection ends, in whichever way. */
  private static String rest(InputStream in) throws IOException {
    StringBuilder rest = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        rest.append((char) next);
      }
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return rest.toString();
  }
}
