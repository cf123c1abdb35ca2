package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;

/** Local services that get requests by HTTP/2: Node's, which shares no code with us. */
class Http2IT {
  private static final UpstreamOptions HTTP2 = UpstreamOptions.NONE.withHttp2(true);
  private static final int LARGE = 8 * 1024 * 1024;

  private final Pair pair = Pair.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    pair.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: web.localhost\r\n\r\n";
  }

  /** A head, and a body of the length that it says. */
  private static String reply(Visitor visitor) throws IOException {
    String head = LocalService.head(visitor.in());
    int at = head.indexOf("content-length: ");
    return head + visitor.read(Integer.parseInt(head.substring(at + 16).split("\r", 2)[0]));
  }

  @Test
  void requestsOfAConnectionGoOneAfterTheOtherWithoutWhatIsBetweenNeighbours() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      visitor.send(
          "GET /seen HTTP/1.1\r\nHost: web.localhost\r\nConnection: keep-alive, X-Mine\r\n"
              + "X-Mine: 1\r\nKeep-Alive: 5\r\nX-Yours: 2\r\n\r\n"
              + get("/seen"));

      assertThat(reply(visitor))
          .startsWith("HTTP/1.1 200 \r\n")
          .doesNotContain("connection: close")
          .contains("\":method\":\"GET\"", "\":scheme\":\"http\"", "\":path\":\"/seen\"")
          .contains("\":authority\":\"web.localhost\"", "\"x-yours\":\"2\"")
          .doesNotContain("x-mine", "keep-alive", "\"host\"")
          .endsWith("} 1");
      assertThat(reply(visitor)).endsWith("} 2");
    }
  }

  @Test
  void largeBodiesPassBothWaysAtOnce() throws Exception {
    byte[] sent = new byte[LARGE];
    new Random(1).nextBytes(sent);
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  visitor.send(
                      "POST /echo HTTP/1.1\r\nHost: web.localhost\r\nConnection: close\r\n"
                          + "Content-Length: "
                          + LARGE
                          + "\r\n\r\n");
                  visitor.send(sent);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });

      assertThat(LocalService.head(visitor.in()))
          .contains("transfer-encoding: chunked\r\n", "connection: close\r\n");
      byte[] came = Chunks.content(visitor.in());
      sending.join();

      assertThat(came).isEqualTo(sent);
    }
  }

  @Test
  void earlyHintsAndTrailersPassBothWays() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      visitor.send(
          "POST /trailers HTTP/1.1\r\nHost: web.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\nX-Up: 7\r\n\r\n");

      assertThat(LocalService.head(visitor.in())).startsWith("HTTP/1.1 103 \r\nlink: </a.css>");
      assertThat(LocalService.head(visitor.in())).contains("transfer-encoding: chunked");
      visitor.expect("2\r\nhi\r\n0\r\nx-down: got 7\r\n\r\n");
    }
  }

  @Test
  void repliesWithoutABodyHaveNone() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      visitor.send(get("/seen").replace("GET", "HEAD") + get("/none") + get("/nothing"));

      assertThat(LocalService.head(visitor.in())).startsWith("HTTP/1.1 200 ");
      assertThat(LocalService.head(visitor.in()))
          .startsWith("HTTP/1.1 204 ")
          .doesNotContain("content-length", "chunked");
      assertThat(LocalService.head(visitor.in()))
          .startsWith("HTTP/1.1 404 ")
          .contains("content-length: 0");
    }
  }

  @Test
  void visitorWhoSpeaksHttp10GetsNoChunks() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      String all =
          visitor
              .send("POST /echo HTTP/1.0\r\nHost: web.localhost\r\nContent-Length: 3\r\n\r\nabc")
              .readToEnd();

      assertThat(all)
          .contains("connection: close\r\n")
          .doesNotContain("chunked")
          .endsWith("\r\n\r\nabc");
    }
  }

  @Test
  void streamThatIsResetIsA502OrACutReply() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2)) {
      try (Visitor visitor = tunnel.visitor()) {
        assertThat(visitor.send(get("/reset")).readToEnd())
            .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
            .contains("broke the request off");
      }
      try (Visitor visitor = tunnel.visitor()) {
        visitor.send(get("/half"));
        StringBuilder all = new StringBuilder();
        try {
          for (int next = visitor.in().read(); next >= 0; next = visitor.in().read()) {
            all.append((char) next);
          }
        } catch (SocketException reset) {
          // as good an end as any
        }
        assertThat(all.toString()).contains("4\r\nhalf\r\n").doesNotContain("0\r\n\r\n");
      }
    }
  }

  @Test
  void serviceThatGoesAwayIsConnectedToAnewByTheNextVisitor() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2)) {
      for (int i = 0; i < 2; i++) {
        try (Visitor visitor = tunnel.visitor()) {
          assertThat(visitor.send(get("/goaway")).readToEnd())
              .startsWith("HTTP/1.1 200 ")
              .endsWith("\r\n\r\nbye");
        }
      }
    }
  }

  @Test
  void serviceThatSpeaksNoHttp2IsA502() throws Exception {
    try (LocalService old =
            LocalService.with(
                connection -> {
                  connection.getInputStream().read();
                  connection
                      .getOutputStream()
                      .write("HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, old.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      assertThat(visitor.send(get("/")).readToEnd())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("does it speak HTTP/2");
    }
  }

  @Test
  void webSocketsAreRefusedSayingWhy() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      assertThat(
              visitor
                  .send(
                      "GET / HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\n"
                          + "Upgrade: websocket\r\n\r\n")
                  .readToEnd())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("no WebSocket can be passed on");
    }
  }

  @Test
  void withTlsTheServiceChooses() throws Exception {
    TestCertificates certificates = TestCertificates.localhost();
    Path key = directory.resolve("key.pem");
    Path chain = directory.resolve("cert.pem");
    org.ngrokd.certs.PemFiles.writePrivateKey(key, certificates.privateKey());
    org.ngrokd.certs.PemFiles.writeCertificates(
        chain, java.util.List.of(certificates.certificate()));
    try (Http2Service service = Http2Service.secured(directory, key, chain);
        RuledTunnel tunnel = RuledTunnel.with(pair, "https://" + service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      assertThat(reply(visitor.send(get("/seen")))).contains("\":scheme\":\"https\"");
    }
    try (LocalService old =
            LocalService.withTls(
                certificates.serverContext(),
                connection -> {
                  LocalService.head(connection.getInputStream());
                  connection
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 Old\r\nContent-Length: 0\r\n\r\n"
                              .getBytes(StandardCharsets.US_ASCII));
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, "https://" + old.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      visitor.send(get("/")).expect("HTTP/1.1 200 Old\r\n");
    }
  }

  @Test
  void itGoesWithHeaderRulesAndCompression() throws Exception {
    HttpRules rules =
        HttpRules.NONE
            .withTraffic(TrafficRules.NONE.withCompression(true).withBreaker(0.5))
            .withRequest(HeaderRules.NONE.adding("X-Tunnel", "yes"));
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel =
            RuledTunnel.with(pair, service.address(), rules, Upstream.PLAIN.withOptions(HTTP2));
        Visitor visitor = tunnel.visitor()) {
      assertThat(reply(visitor.send(get("/seen")))).contains("\"x-tunnel\":\"yes\"");
    }
  }

  @Test
  void visitorWhoDoesNotReadStopsTheService() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      visitor.send(get("/endless"));
      LocalService.head(visitor.in());

      String[] before = {""};
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                String now = service.output();
                boolean isStill = now.equals(before[0]);
                before[0] = now;
                return isStill;
              });
      visitor.in().readNBytes(4 * 1024 * 1024); // and goes on
      await().until(() -> !service.output().equals(before[0]));
    }
  }

  @Test
  void serviceThatDoesNotReadStopsTheVisitor() throws Exception {
    try (Http2Service service = Http2Service.plain(directory);
        RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), HTTP2);
        Visitor visitor = tunnel.visitor()) {
      CompletableFuture<Boolean> sending =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  visitor.send(
                      "POST /slow HTTP/1.1\r\n"
                          + "Host: web.localhost\r\n"
                          + "Content-Length: 99999999\r\n\r\n");
                  visitor.send(new byte[99_999_999]);
                  return true;
                } catch (IOException e) {
                  return false;
                }
              });

      await().until(() -> service.output().contains("slow"));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> !sending.isDone());
      visitor.reset();
      assertThat(Optional.of(sending.join())).contains(false);
    }
  }
}
