package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** A server that is to end lets visitors finish, within bounds. */
class DrainIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path state = Path.of("");
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(TestServer.options(state));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CompletableFuture<Boolean> draining(Duration limit) {
    CompletableFuture<Boolean> draining =
        CompletableFuture.supplyAsync(() -> server.server().drain(limit));
    int http = server.port("http");
    await().until(() -> isRefused(http)); // it has begun
    return draining;
  }

  private static boolean isRefused(int port) throws Exception {
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.socket().isClosed();
    } catch (ConnectException e) {
      return true;
    }
  }

  private static String request(String url) {
    String host = url.substring("http://".length());
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  @Test
  void requestUnderWayIsFinishedAndItsConnectionEndsWithIt() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      String url = session.tunnel("http", "", 0);
      try (Visitor visitor = Visitor.connect(server.port("http"))) {
        visitor.send(request(url));
        proxy.expectSplitMessage(); // StartProxy
        CompletableFuture<Boolean> draining = draining(LONG);
        assertThat(draining).isNotDone();

        proxy
            .socket()
            .writeRecord(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok");

        assertThat(visitor.readToEnd())
            .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        assertThat(draining.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void nobodyWaitsForConnectionsThatAreSilent() throws Exception {
    try (OldSession session = OldSession.online(server);
        Visitor silent = Visitor.connect(server.port("http"))) {
      assertThat(session.tunnel("http", "", 0)).isNotEmpty();

      assertThat(draining(LONG).get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      session.pingPong(); // clients stay until the end
      assertThat(silent).isNotNull();
    }
  }

  @Test
  void whatIsLeftAtTheLimitEnds() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        proxy.expectSplitMessage();
        visitor.send("question");
        proxy.expectStream("question");

        assertThat(server.server().drain(Duration.ofMillis(100))).isFalse();
        assertThatThrownBy(() -> Visitor.connect(port)).isInstanceOf(ConnectException.class);
        server.close();

        proxy.expectTcpClosed(ScriptedPeer.PATIENCE);
      }
    }
  }
}
