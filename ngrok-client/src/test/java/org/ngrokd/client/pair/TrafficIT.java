package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** Traffic of many kinds goes through unchanged. */
class TrafficIT {
  private static final int VISITORS = 500;
  private static final long BULK = 50L * Bytes.MIB;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Pair pair = Pair.start();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    pair.close();
  }

  @Test
  void fiveHundredVisitorsAtOnceLoseNothing() throws Exception {
    try (LocalService service = LocalService.echo()) {
      int port = pair.tcpTunnel(service.port());
      List<Future<String>> replies = new ArrayList<>();
      for (int i = 0; i < VISITORS; i++) {
        String question = "visitor " + i + " ".repeat(i);
        replies.add(threads.submit(() -> echoed(port, question)));
      }

      for (int i = 0; i < VISITORS; i++) {
        assertThat(replies.get(i).get()).isEqualTo("visitor " + i + " ".repeat(i));
      }
    }
  }

  private static String echoed(int port, String question) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send(question).finish().readToEnd();
    }
  }

  @Test
  void fiftyMegabytesUpAndDownAreExactOverTcp() throws Exception {
    try (LocalService service = LocalService.echo();
        Visitor visitor = Visitor.connect(pair.tcpTunnel(service.port()))) {
      assertEchoedExactly(visitor);
    }
  }

  @Test
  void fiftyMegabytesUpAndDownAreExactOverHttp() throws Exception {
    try (LocalService service = LocalService.with(TrafficIT::echoBody)) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        assertBodyEchoedExactly(visitor);
      }
    }
  }

  @Test
  void fiftyMegabytesUpAndDownAreExactOverHttps() throws Exception {
    try (LocalService service = LocalService.with(TrafficIT::echoBody)) {
      pair.client(TunnelSpec.https(":" + service.port()).subdomain("web"));
      try (Visitor visitor = TlsVisitors.connect(pair.port("https"), pair.ca())) {
        assertBodyEchoedExactly(visitor);
      }
    }
  }

  @Test
  void fiftyMegabytesUpAndDownAreExactThroughAWebSocket() throws Exception {
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    try (LocalService service =
        LocalService.with(
            connection -> {
              readHead(connection.getInputStream());
              connection.getOutputStream().write(ascii(answer));
              connection.getInputStream().transferTo(connection.getOutputStream());
            })) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("ws"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor.send(
            "GET /chat HTTP/1.1\r\nHost: ws.localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n\r\n");
        assertThat(visitor.read(answer.length())).isEqualTo(answer);

        assertEchoedExactly(visitor);
      }
    }
  }

  @Test
  void serviceThatSpeaksFirstIsHeard() throws Exception {
    String banner = "SSH-2.0-OpenSSH_9.2\r\n";
    try (LocalService service =
            LocalService.with(
                connection -> {
                  connection.getOutputStream().write(ascii(banner));
                  connection.getInputStream().readAllBytes();
                });
        Visitor visitor = Visitor.connect(pair.tcpTunnel(service.port()))) {
      assertThat(visitor.read(banner.length())).isEqualTo(banner);
    }
  }

  /** What the server adds to a head. */
  private static String withForwarded(String head) {
    return head.substring(0, head.length() - 2)
        + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
        + "X-Forwarded-Host: web.localhost\r\nX-Forwarded-Port: 80\r\n\r\n";
  }

  @Test
  void requestWithExpectAndChunksAndTrailersPassesUntouched() throws Exception {
    String head =
        "POST /u HTTP/1.1\r\nhOsT: web.localhost\r\nExpect: 100-continue\r\n"
            + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\nX-Odd:   spaced  \r\n\r\n";
    String body = "5;ext=1\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n";
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    String reply =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\nX-T: 1\r\n\r\n";
    CompletableFuture<String> received = new CompletableFuture<>();
    try (LocalService service =
        LocalService.with(
            connection -> {
              String seen = readHead(connection.getInputStream());
              connection.getOutputStream().write(ascii(interim));
              seen += text(connection.getInputStream().readNBytes(body.length()));
              received.complete(seen);
              connection.getOutputStream().write(ascii(reply));
            })) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        assertThat(visitor.send(head).read(interim.length())).isEqualTo(interim);
        visitor.send(body);

        assertThat(received.get()).isEqualTo(withForwarded(head) + body);
        assertThat(visitor.readToEnd()).isEqualTo(reply);
      }
    }
  }

  @Test
  void eventsArriveOneByOneAsTheyAreSent() throws Exception {
    CompletableFuture<Socket> connected = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (LocalService service =
        LocalService.with(
            connection -> {
              readHead(connection.getInputStream());
              connected.complete(connection);
              done.join();
            })) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("sse"));
      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor.send("GET /events HTTP/1.0\r\nHost: sse.localhost\r\n\r\n");
        Socket service1 = connected.get();

        for (int i = 0; i < 5; i++) {
          service1.getOutputStream().write(ascii("data: " + i + "\n\n"));
          assertThat(visitor.read(9)).isEqualTo("data: " + i + "\n\n"); // before the next is sent
        }
      } finally {
        done.complete(null);
      }
    }
  }

  private static void assertEchoedExactly(Visitor visitor) throws Exception {
    CompletableFuture<String> sent =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Bytes.write(visitor.out(), BULK, 3);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    String received = Bytes.read(visitor.in(), BULK);

    assertThat(received).isEqualTo(sent.get());
  }

  private static void assertBodyEchoedExactly(Visitor visitor) throws Exception {
    visitor.send("POST / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: " + BULK + "\r\n\r\n");
    readHead(visitor.in());
    assertEchoedExactly(visitor);
  }

  private static void echoBody(Socket connection) throws IOException {
    readHead(connection.getInputStream());
    connection
        .getOutputStream()
        .write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + BULK + "\r\n\r\n"));
    connection.getInputStream().transferTo(connection.getOutputStream());
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
