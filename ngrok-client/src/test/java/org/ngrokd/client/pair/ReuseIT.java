package org.ngrokd.client.pair;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.testing.ApiClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.Outcome;

/** Visitors who come one after the other get the same connection to the local service. */
class ReuseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger ended = new AtomicInteger();
  private final Pair pair = Pair.heardBy((listener, peer, id) -> new Ending());
  private final NumberedService service = new NumberedService();

  @AfterEach
  void stop() throws IOException {
    pair.close();
    service.close();
  }

  private void tunnel() {
    pair.client(TunnelSpec.http(service.address()).subdomain("web"));
  }

  /** One who comes before the server knows that another has gone is at work beside that. */
  private final class Ending implements EdgeEvents.Visit {
    @Override
    public void ended(long fromVisitor, long toVisitor, Outcome how) {
      ended.incrementAndGet();
    }
  }

  private String ask(String method, String path, String lines) throws IOException {
    int before = ended.get();
    String reply = ask(pair, method, path, lines);
    await().atMost(PATIENCE).until(() -> ended.get() > before);
    return reply;
  }

  private static String ask(Pair pair, String method, String path, String lines)
      throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: web.localhost\r\nConnection: close\r\n"
              + lines
              + "\r\n");
      return visitor.readToEnd();
    }
  }

  private String get(String path) throws IOException {
    return body(ask("GET", path, ""));
  }

  private static String body(String reply) {
    return reply.substring(reply.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void visitorsShareAConnectionOneAfterTheOther() throws Exception {
    tunnel();

    String first = ask("GET", "/a", "");

    assertThat(first).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
    assertThat(body(first)).isEqualTo("on 1");
    assertThat(get("/b")).isEqualTo("on 1");
    assertThat(ask("GET", "/204", "")).contains("on 1");
    assertThat(ask("HEAD", "/c", "")).contains("Content-Length: 4");
    assertThat(service.asked()).containsExactly("1 GET /a", "1 GET /b", "1 GET /204", "1 HEAD /c");
    assertThat(service.heads()).noneMatch(head -> head.contains("Connection:"));
  }

  @Test
  void whatAVisitorLeavesWhoMightHaveStayedServesOthers() throws Exception {
    tunnel();
    for (int i = 0; i < 20; i++) {
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor.send("GET /chunked HTTP/1.1\r\nHost: web.localhost\r\n\r\n");
        visitor.expect("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\non ");
      }
      await().atMost(PATIENCE).until(() -> service.open() <= 16);
    }

    assertThat(service.connections()).isLessThan(20);
  }

  @Test
  void withoutMultiplexingTheyShareItToo() throws Exception {
    try (Pair old = Pair.withoutMultiplexing()) {
      old.client(TunnelSpec.http(service.address()).subdomain("web"));

      for (int i = 0; i < 20; i++) { // each event loop has its own
        assertThat(body(ask(old, "GET", "/", ""))).startsWith("on ");
      }

      assertThat(service.connections()).isLessThan(20);
    }
  }

  @Test
  void aServiceWithTlsNeedsNoOtherHandshake() throws Exception {
    try (NumberedService secured =
        new NumberedService(TestCertificates.localhost().serverContext())) {
      pair.client(TunnelSpec.http("https://" + secured.address()).subdomain("web"));

      assertThat(get("/")).isEqualTo("on 1");
      assertThat(get("/")).isEqualTo("on 1");
    }
  }

  @Test
  void servicesByPathAndRulesForHeadsGoWithIt() throws Exception {
    try (NumberedService other = new NumberedService()) {
      pair.client(
          TunnelSpec.http(service.address())
              .subdomain("web")
              .path("/api", other.address())
              .addResponseHeader("X-By", "us")
              .removeRequestHeader("X-Secret"));

      assertThat(ask("GET", "/api/a", "X-Secret: 1\r\n")).contains("X-By: us").endsWith("on 1");
      assertThat(ask("GET", "/b", "")).contains("X-By: us").endsWith("on 1");
      assertThat(ask("GET", "/api/c", "")).contains("X-By: us").endsWith("on 1");
      assertThat(other.asked()).containsExactly("1 GET /api/a", "1 GET /api/c");
      assertThat(service.asked()).containsExactly("1 GET /b");
      assertThat(other.heads().get(0)).doesNotContain("X-Secret");
    }
  }

  @Test
  void eachVisitorHasItsOwnWhereThatIsAskedFor() throws Exception {
    pair.client(TunnelSpec.http(service.address()).subdomain("web").withoutReuse());

    assertThat(get("/")).isEqualTo("on 1");
    assertThat(get("/")).isEqualTo("on 2");
    assertThat(service.heads()).allMatch(head -> head.contains("Connection: close\r\n"));
  }

  @Test
  void eachVisitorHasItsOwnWhereTheServiceIsToldOfItOnTheConnection() throws Exception {
    pair.client(
        TunnelSpec.http(service.address()).subdomain("web").proxyProtocol(ProxyProtocol.V1));

    ask("GET", "/", "");
    ask("GET", "/", "");

    assertThat(service.connections()).isEqualTo(2);
  }

  @Test
  void whatMustNotBeDoneTwiceGoesOutOnANewConnection() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");

    assertThat(body(ask("POST", "/order", "Content-Length: 0\r\n"))).isEqualTo("on 2");
    assertThat(body(ask("DELETE", "/order", ""))).isEqualTo("on 3");

    await().atMost(PATIENCE).until(() -> service.open() < 3);
  }

  @Test
  void aConnectionThatTheServiceClosesJustThenIsReplacedUnseen() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");

    assertThat(get("/vanish")).isEqualTo("on 2");

    assertThat(service.asked()).containsExactly("1 GET /", "1 GET /vanish", "2 GET /vanish");
  }

  @Test
  void aRequestThatKillsEachConnectionIsSentTwiceAtMost() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");

    assertThat(ask("GET", "/gone", "")).doesNotContain("200 OK");

    assertThat(service.asked()).containsExactly("1 GET /", "1 GET /gone", "2 GET /gone");
  }

  @Test
  void aServiceThatWasRestartedIsFoundAtOnce() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");
    int port = Integer.parseInt(service.address().split(":", 2)[1]);
    service.close();

    assertThat(ask("GET", "/", "")).startsWith("HTTP/1.0 502 Bad Gateway\r\n");
    try (ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      LocalService.run("restarted", () -> answerOnce(listening));

      assertThat(get("/")).isEqualTo("new");
    }
  }

  private static void answerOnce(ServerSocket listening) {
    try (Socket connection = listening.accept()) {
      var unused = LocalService.head(connection.getInputStream());
      connection
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew".getBytes(US_ASCII));
      connection.getInputStream().readAllBytes();
    } catch (IOException gone) {
      // the visitor says so
    }
  }

  @Test
  void aWordThatNobodyAskedForReachesNobody() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");

    service.says(1, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");

    await().atMost(PATIENCE).until(() -> service.open() == 0);
    assertThat(get("/")).isEqualTo("on 2");
  }

  @Test
  void aConnectionThatIsLoggedInServesNobodyElse() throws Exception {
    tunnel();

    assertThat(ask("GET", "/ntlm", "")).startsWith("HTTP/1.1 401");
    assertThat(body(ask("GET", "/", "Authorization: NTLM TlRMTVNTUAADAAAA\r\n"))).isEqualTo("on 2");
    assertThat(get("/")).isEqualTo("on 3");
    assertThat(body(ask("GET", "/", "Authorization: Basic YTpi\r\n"))).isEqualTo("on 3");
  }

  @Test
  void servicesThatCloseAreServedAsBefore() throws Exception {
    tunnel();

    assertThat(get("/close")).isEqualTo("on 1");
    assertThat(get("/old")).isEqualTo("on 2");
    assertThat(get("/close")).isEqualTo("on 3");
    assertThat(service.asked()).containsExactly("1 GET /close", "2 GET /old", "3 GET /close");
  }

  @Test
  void aWebSocketHasAConnectionOfItsOwn() throws Exception {
    tunnel();
    assertThat(get("/")).isEqualTo("on 1");
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(
          "GET /socket HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\n"
              + "Upgrade: websocket\r\n\r\nhello");
      visitor.expect(
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
              + "on 2hello");
    }

    assertThat(get("/")).isEqualTo("on 3");
  }

  @Test
  void noMoreThanSixteenWaitAndNoneOfThemForLong() throws Exception {
    tunnel();
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Visitor visitor = Visitor.connect(pair.port("http"));
      visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n");
      visitor.expect("HTTP/1.1 200 OK\r\n");
      visitors.add(visitor);
    }
    assertThat(service.open()).isEqualTo(30);

    for (Visitor each : visitors) {
      each.leave();
    }

    await().atMost(PATIENCE).until(() -> service.open() == 16);
    await().atMost(PATIENCE).until(() -> service.open() == 0);
  }

  @Test
  void whoLooksOnSeesWhatVisitorsSee() throws Exception {
    try (RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), UpstreamOptions.NONE)) {
      ApiClient api = new ApiClient(tunnel.client().webAddress().orElseThrow());
      get("/a");
      get("/b");
      await().atMost(PATIENCE).until(() -> seen(api).size() == 2);

      JsonValue last = seen(api).get(0);
      String id = last.get("id").text().orElseThrow();
      assertThat(last.get("request").get("uri").text()).contains("/b");
      assertThat(last.get("response").get("status_code").number()).contains(200L);
      assertThat(api.post("/api/requests/http", "{\"id\":\"" + id + "\"}").statusCode())
          .isEqualTo(204);

      await().atMost(PATIENCE).until(() -> seen(api).size() == 3);
      assertThat(service.asked()).startsWith("1 GET /a", "1 GET /b").hasSize(3);
      assertThat(service.asked().get(2)).endsWith(" GET /b");
    }
  }

  private static List<JsonValue> seen(ApiClient api) throws Exception {
    return api.get("/api/requests/http").get("requests").elements();
  }

  @Test
  void nginxServesManyVisitorsOnOneConnection(@TempDir Path directory) throws Exception {
    assumeThat(Path.of("/usr/sbin/nginx")).isExecutable();
    int port = FreePort.tcp();
    String site = "server { listen 127.0.0.1:%d; return 200 '$connection_requests'; }";
    try (OtherServer nginx = OtherServer.nginx(directory, port, "", site.formatted(port))) {
      pair.client(TunnelSpec.http("127.0.0.1:" + nginx.port()).subdomain("web"));

      assertThat(get("/")).isEqualTo("1");
      assertThat(get("/")).isEqualTo("2");
      assertThat(get("/")).isEqualTo("3");
    }
  }

  @Test
  void soDoesTheServerOfTheJdk() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] port = String.valueOf(exchange.getRemoteAddress().getPort()).getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, 0); // in chunks
          exchange.getResponseBody().write(port);
          exchange.close();
        });
    server.start();
    try {
      pair.client(TunnelSpec.http("127.0.0.1:" + server.getAddress().getPort()).subdomain("web"));

      assertThat(get("/")).isEqualTo(get("/"));
    } finally {
      server.stop(0);
    }
  }
}
