package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** Replies that a client compresses, and those that it leaves alone. */
class CompressionIT {
  private static final String TEXT = "All work and no play makes a dull page. ".repeat(100);
  private static final TrafficRules COMPRESSED = TrafficRules.NONE.withCompression(true);

  private final Pair pair = Pair.start();
  private volatile byte[] reply = {};
  private volatile boolean closes;
  private final LocalService service =
      LocalService.with(
          connection -> {
            do {
              LocalService.head(connection.getInputStream());
              connection.getOutputStream().write(reply);
            } while (!closes);
          });

  @AfterEach
  void stop() throws IOException {
    service.close();
    pair.close();
  }

  private RuledTunnel compressing() {
    return RuledTunnel.with(pair, service.address(), COMPRESSED);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String html(String more) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + more + "Content-Length: 4000\r\n\r\n";
  }

  /** A head, and the body behind it without its chunks. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares it
  private record Got(String head, byte[] body) {
    static Got read(Visitor visitor, boolean hasBody) throws IOException {
      String head = LocalService.head(visitor.in());
      if (!hasBody) {
        return new Got(head, new byte[0]);
      }
      if (head.contains("Transfer-Encoding: chunked")) {
        return new Got(head, Chunks.content(visitor.in()));
      }
      int at = head.indexOf("Content-Length: ");
      return new Got(
          head,
          at < 0
              ? visitor.in().readAllBytes()
              : visitor
                  .in()
                  .readNBytes(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)))));
    }

    private String value(String name) {
      int from = head.indexOf(name) + name.length();
      return head.substring(from, head.indexOf('\r', from));
    }

    String decoded() throws IOException {
      String coding = head.contains("Content-Encoding: ") ? value("Content-Encoding: ") : "";
      ByteArrayInputStream in = new ByteArrayInputStream(body);
      InputStream decoded =
          switch (coding) {
            case "gzip" -> new GZIPInputStream(in);
            case "br" -> new BrotliInputStream(in);
            case "zstd" -> new ZstdInputStream(in);
            default -> in;
          };
      return new String(decoded.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static Got ask(RuledTunnel tunnel, String method, String lines) throws IOException {
    try (Visitor visitor = tunnel.visitor()) {
      visitor.send(method + " / HTTP/1.1\r\nHost: web.localhost\r\n" + lines + "\r\n");
      return Got.read(visitor, !method.equals("HEAD"));
    }
  }

  private static Got ask(RuledTunnel tunnel, String acceptEncoding) throws IOException {
    return ask(tunnel, "GET", "Accept-Encoding: " + acceptEncoding + "\r\n");
  }

  /** The first replies may come before the libraries are there. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd"})
  void replyComesInTheCodingThatTheVisitorLikes(String coding) throws Exception {
    reply = text(html("Vary: Cookie\r\nETag: \"a\"\r\nContent-MD5: x\r\n") + TEXT);
    try (RuledTunnel tunnel = compressing()) {
      await().until(() -> ask(tunnel, coding).head().contains("Content-Encoding: " + coding));

      Got got =
          ask(tunnel, "deflate, br;q=0.1, gzip;q=0.1, zstd;q=0.1, " + coding + ";q=0.9, *;q=0");

      assertThat(got.head())
          .contains("\r\nContent-Encoding: " + coding + "\r\n")
          .contains("\r\nVary: Cookie, Accept-Encoding\r\n")
          .contains("\r\nETag: W/\"a\"\r\n")
          .doesNotContain("Content-Length")
          .doesNotContain("Content-MD5");
      assertThat(got.decoded()).isEqualTo(TEXT);
      assertThat(got.body()).hasSizeLessThan(300);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "gzip;q=0",
        "deflate",
        "identity;q=1, gzip;q=0.5",
        "*;q=0",
        "gzip;q=9",
        ""
      })
  void whoDoesNotWantItGetsWhatTheServiceSaid(String acceptEncoding) throws Exception {
    reply = text(html("ETag: \"a\"\r\n") + TEXT);
    try (RuledTunnel tunnel = compressing()) {
      Got got = ask(tunnel, acceptEncoding);

      assertThat(got.head())
          .doesNotContain("Content-Encoding")
          .contains("Content-Length: 4000\r\n")
          .contains("ETag: \"a\"\r\n")
          .contains("Vary: Accept-Encoding\r\n");
      assertThat(got.decoded()).isEqualTo(TEXT);
    }
  }

  @Test
  void whatIsCompressedSmallPartialOrNotToBeChangedPassesUntouched() throws Exception {
    List<String> replies =
        List.of(
            html("Content-Encoding: br\r\n") + TEXT,
            html("Cache-Control: public, no-transform\r\n") + TEXT,
            html("")
                    .replace("200 OK", "206 Partial")
                    .replace("\r\n\r\n", "\r\nContent-Range: bytes 0-3999/9000\r\n\r\n")
                + TEXT,
            html("").replace("text/html", "image/jpeg") + TEXT,
            html("").replace("text/html", "text/event-stream") + TEXT,
            html("").replace("Content-Type: text/html\r\n", "") + TEXT,
            html("").replace("4000", "859") + TEXT.substring(0, 859),
            "HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Type: text/html\r\n\r\n");
    try (RuledTunnel tunnel = compressing();
        Visitor visitor = tunnel.visitor()) {
      for (String each : replies) {
        reply = text(each);
        visitor
            .send("GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n\r\n")
            .expect(each);
      }
    }
  }

  @Test
  void visitorWhoKnowsTheWeakTagIsToldOfThatOne() throws Exception {
    reply = text("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n");
    try (RuledTunnel tunnel = compressing();
        Visitor visitor = tunnel.visitor()) {
      visitor
          .send(
              "GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n"
                  + "If-None-Match: W/\"a\"\r\n\r\n")
          .expect("HTTP/1.1 304 Not Modified\r\nETag: W/\"a\"\r\nVary: Accept-Encoding\r\n\r\n");
    }
  }

  @Test
  void headSaysWhatGetWould() throws Exception {
    reply = text(html("ETag: \"a\"\r\n"));
    try (RuledTunnel tunnel = compressing();
        Visitor visitor = tunnel.visitor()) {
      String head = "HEAD / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n\r\n";
      String expected =
          "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: W/\"a\"\r\n"
              + "Vary: Accept-Encoding\r\nContent-Encoding: gzip\r\n\r\n";

      visitor.send(head).expect(expected);
      visitor.send(head).expect(expected);
    }
  }

  @Test
  void chunksAreReadAndTrailersPass() throws Exception {
    reply =
        text(
            "HTTP/1.1 200 OK\r\n"
                + "Content-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "7d0\r\n"
                + TEXT.substring(0, 2000)
                + "\r\n7d0\r\n"
                + TEXT.substring(2000)
                + "\r\n0\r\nX-Sum: 1\r\nDigest: x\r\n\r\n");
    try (RuledTunnel tunnel = compressing()) {
      Got got = ask(tunnel, "gzip");

      assertThat(new String(got.body(), StandardCharsets.ISO_8859_1)).endsWith("[X-Sum: 1]");
      assertThat(
              new Got(got.head(), java.util.Arrays.copyOf(got.body(), got.body().length - 10))
                  .decoded())
          .isEqualTo(TEXT);
    }
  }

  /** As Python's own web server. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4000\r\n", ""})
  void serviceThatSpeaksHttp10IsTranslated(String length) throws Exception {
    closes = true;
    reply = text("HTTP/1.0 200 OK\r\nContent-type: text/plain\r\n" + length + "\r\n" + TEXT);
    try (RuledTunnel tunnel = compressing()) {
      Got got = ask(tunnel, "gzip");

      assertThat(got.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
      assertThat(got.decoded()).isEqualTo(TEXT);
    }
  }

  @Test
  void visitorWhoSpeaksHttp10GetsItAsItIs() throws Exception {
    reply = text(html("") + TEXT);
    try (RuledTunnel tunnel = compressing();
        Visitor visitor = tunnel.visitor()) {
      visitor.send("GET / HTTP/1.0\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n\r\n");

      Got got = Got.read(visitor, true);

      assertThat(got.head()).doesNotContain("Content-Encoding").doesNotContain("chunked");
      assertThat(got.decoded()).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd"})
  void whatTheServiceSendsReachesTheVisitorThoughItGoesOn(String coding) throws Exception {
    reply = text(html("") + TEXT);
    CountDownLatch seen = new CountDownLatch(1);
    try (LocalService slow =
            LocalService.with(
                connection -> {
                  LocalService.head(connection.getInputStream());
                  say(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nfirst\n");
                  awaitQuietly(seen);
                  say(connection, "second\n");
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, slow.address(), COMPRESSED)) {
      await().until(() -> isLoaded(tunnel, coding));
      try (Visitor visitor = tunnel.visitor()) {
        visitor.send(
            "GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: " + coding + "\r\n\r\n");
        assertThat(LocalService.head(visitor.in())).contains("Content-Encoding: " + coding);
        int size = Integer.parseInt(Chunks.line(visitor.in()), 16);
        byte[] first = visitor.in().readNBytes(size);
        visitor.read(2);

        seen.countDown(); // the first has come before the second was sent
        byte[] rest = Chunks.content(visitor.in());

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        all.write(rest);
        assertThat(new Got("Content-Encoding: " + coding + "\r\n", all.toByteArray()).decoded())
            .isEqualTo("first\nsecond\n");
      }
    }
  }

  private static boolean isLoaded(RuledTunnel tunnel, String coding) throws IOException {
    try (Visitor visitor = tunnel.visitor()) {
      visitor.send(
          "GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: " + coding + "\r\n\r\n");
      return LocalService.head(visitor.in()).contains("-Encoding: " + coding);
    }
  }

  private static void say(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text(text));
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Whoever takes what came for the whole is told otherwise. */
  @Test
  void replyThatIsCutIsCutForTheVisitor() throws Exception {
    closes = true;
    reply = text(html("") + TEXT.substring(0, 2000));
    try (RuledTunnel tunnel = compressing();
        Visitor visitor = tunnel.visitor()) {
      visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n\r\n");
      StringBuilder all = new StringBuilder();
      try {
        for (int next = visitor.in().read(); next >= 0; next = visitor.in().read()) {
          all.append((char) next);
        }
      } catch (IOException reset) {
        // as good an end as any
      }

      assertThat(all.toString()).contains("Content-Encoding: gzip").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void upgradedConnectionIsLeftAlone() throws Exception {
    String switched = "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
    try (LocalService echo =
            LocalService.with(
                connection -> {
                  LocalService.head(connection.getInputStream());
                  say(connection, switched);
                  connection.getInputStream().transferTo(connection.getOutputStream());
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, echo.address(), COMPRESSED);
        Visitor visitor = tunnel.visitor()) {
      visitor
          .send(
              "GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n"
                  + "Connection: upgrade\r\nUpgrade: x\r\n\r\nearly")
          .expect(switched + "early");
      visitor.send("later").expect("later");
    }
  }

  @Test
  void headersThatAreAddedAreThere() throws Exception {
    HttpRules rules =
        HttpRules.NONE.withTraffic(COMPRESSED).withResponse(HeaderRules.NONE.adding("X-Home", "1"));
    reply = text(html("") + TEXT);
    try (RuledTunnel tunnel = RuledTunnel.with(pair, service.address(), rules, Upstream.PLAIN)) {
      Got got = ask(tunnel, "gzip");
      assertThat(got.head()).contains("X-Home: 1\r\n").contains("Content-Encoding: gzip\r\n");
      assertThat(got.decoded()).isEqualTo(TEXT);
    }
  }

  @Test
  void whoLooksOnSeesWhatTheServiceSaid() throws Exception {
    reply = text(html("") + TEXT);
    try (RuledTunnel tunnel = compressing()) {
      assertThat(ask(tunnel, "gzip").head()).contains("Content-Encoding: gzip\r\n");

      await()
          .untilAsserted(
              () -> {
                SeenReply seen =
                    tunnel
                        .client()
                        .agent()
                        .watched()
                        .exchanges()
                        .newestFirst()
                        .get(0)
                        .seen()
                        .reply()
                        .orElseThrow();
                assertThat(seen.header("Content-Encoding")).isEmpty();
                assertThat(new String(seen.body().bytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(TEXT);
              });
    }
  }

  /** Nothing that a visitor does not read is produced, whatever it may become. */
  @Test
  void serviceWaitsForAVisitorWhoDoesNotRead() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    byte[] noise = new byte[64 * 1024];
    new java.util.Random(1).nextBytes(noise);
    try (LocalService endless =
            LocalService.with(
                connection -> {
                  LocalService.head(connection.getInputStream());
                  say(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
                  for (int i = 0; i < 2000; i++) { // 125 MiB
                    connection.getOutputStream().write(noise);
                  }
                  stuck.countDown();
                });
        RuledTunnel tunnel = RuledTunnel.with(pair, endless.address(), COMPRESSED);
        Visitor visitor = tunnel.visitor()) {
      visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\nAccept-Encoding: gzip\r\n\r\n");
      LocalService.head(visitor.in());

      assertThat(stuck.await(2, java.util.concurrent.TimeUnit.SECONDS)).isFalse();

      Chunks.content(visitor.in());
      assertThat(stuck.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }
}
