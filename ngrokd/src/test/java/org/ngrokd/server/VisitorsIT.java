package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** Public connections, with a 1.7 client behind the tunnel. Protocol: §4, §5. */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
class VisitorsIT {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";

  private TestServer server;
  private OldSession session;
  private ScriptedPeer proxy;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(state);
    session = OldSession.online(server);
    proxy = session.proxy();
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private void expectStart() throws IOException {
    assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
  }

  @Test
  void hostWithoutTunnelIsNotFound() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send("GET / HTTP/1.1\r\nHost: Nobody.tunnel.example\r\n\r\n");

      assertThat(visitor.readToEnd())
          .isEqualTo(
              "HTTP/1.0 404 Not Found\r\nContent-Length: 39\r\n\r\n"
                  + "Tunnel nobody.tunnel.example not found\n");
    }
  }

  @Test
  void garbageIsABadRequest() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");

      assertThat(visitor.readToEnd())
          .isEqualTo("HTTP/1.0 400 Bad Request\r\nContent-Length: 12\r\n\r\nBad Request\n");
    }
  }

  @Test
  void endlessHeadIsABadRequest() throws Exception {
    try (Visitor visitor = server.visitor()) {
      visitor.send("GET / HTTP/1.1\r\nX: " + "x".repeat(64 * 1024));

      assertThat(visitor.readToEnd()).startsWith("HTTP/1.0 400 Bad Request\r\n");
    }
  }

  @Test
  void httpTunnelIsNotFoundByHttps() throws Exception {
    session.tunnel("http", "www", 0);
    try (ScriptedPeer visitor = server.secureVisitor()) {
      visitor.socket().writeRecord(REQUEST);

      assertThat(new String(readToEnd(visitor), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.0 404 Not Found\r\n")
          .endsWith("\r\n\r\nTunnel www.tunnel.example not found\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Basic eA==\r\n",
        "Authorization: basic dXNlcjpzZWNyZXQ=\r\n",
        "Authorization: Basic dXNlcjpzZWNyZXQ\r\n"
      })
  void wrongOrNoPasswordIsNotAuthorized(String header) throws Exception {
    protectedTunnel();
    try (Visitor visitor = server.visitor()) {
      visitor.send("GET / HTTP/1.1\r\n" + header + "Host: www.tunnel.example\r\n\r\n");

      assertThat(visitor.readToEnd())
          .isEqualTo(
              "HTTP/1.0 401 Not Authorized\r\nWWW-Authenticate: Basic realm=\"ngrok\"\r\n"
                  + "Content-Length: 23\r\n\r\nAuthorization required\n");
    }
  }

  @Test
  void rightPasswordIsAcceptedAndPassedOn() throws Exception {
    protectedTunnel();
    try (Visitor visitor = server.visitor()) {
      String authorization =
          "Basic "
              + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
      String request =
          "GET / HTTP/1.1\r\nhOST:  WWW.tunnel.example:80 \r\nauthorization: "
              + authorization
              + "\r\n\r\n";
      visitor.send(request);

      expectStart();
      proxy.expectStream(request);
    }
  }

  private void protectedTunnel() throws IOException {
    session.tunnel(
        "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\"http\",\"Subdomain\":\"www\","
            + "\"HttpAuth\":\"user:secret\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"www.tunnel.example", "WWW.Tunnel.Example:8080", "www.tunnel.example."})
  void tunnelIsFoundByItsNameWhateverThePort(String host) throws Exception {
    session.tunnel("http", "www", 0);
    try (Visitor visitor = server.visitor()) {
      visitor.send("GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n");

      expectStart();
    }
  }

  @Test
  void requestAndReplyPassByteForByte() throws Exception {
    session.tunnel("http", "www", 0);
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);
    String head =
        "POST /x?a=%20b HTTP/1.1\r\nX-Odd:   \t kept  \r\nHost: www.tunnel.example\r\n"
            + "content-length: 300000\r\nExpect: 100-continue\r\n\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(head.substring(0, 30)).send(head.substring(30)).send(body);
      expectStart();
      proxy.expectStream(head);
      assertThat(proxy.socket().readFully(body.length, ScriptedPeer.PATIENCE)).isEqualTo(body);

      proxy.socket().writeStream(body);
      proxy.socket().sendCloseNotify();

      assertThat(visitor.readToEnd()).isEqualTo(new String(body, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void httpsEndsAtTheServer() throws Exception {
    String url = session.tunnel("https", "www", 0);
    try (ScriptedPeer visitor = server.secureVisitor()) {
      visitor.socket().writeRecord(REQUEST);

      assertThat(MessageText.field(proxy.expectSplitMessage(), "Url")).isEqualTo(url);
      proxy.expectStream(REQUEST);
      proxy.socket().writeRecord("HTTP/1.0 200 OK\r\n\r\nhello");
      proxy.socket().sendCloseNotify();
      assertThat(new String(readToEnd(visitor), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.0 200 OK\r\n\r\nhello");
      assertThat(visitor.socket().closedCleanly()).isTrue();
    }
  }

  @Test
  void visitorThatEndsItsSideAfterTheRequestGetsTheWholeReply() throws Exception {
    session.tunnel("http", "www", 0);
    String reply = "HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(100_000);
    try (Visitor visitor = server.visitor()) {
      visitor.send(REQUEST).finish();
      expectStart();
      proxy.expectStream(REQUEST);
      proxy.expectNothing(Duration.ofMillis(150)); // the end would make a 1.7 client drop the reply

      proxy.socket().writeStream(reply.getBytes(StandardCharsets.UTF_8));
      proxy.socket().closeAbruptly();

      assertThat(visitor.readToEnd()).isEqualTo(reply);
    }
  }

  /** More than sockets buffer: the server must be able to wait for the visitor. */
  @Test
  void visitorThatEndsItsSideGetsAReplyThatTakesTime() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    byte[] reply = new byte[16 << 20];
    new Random(2).nextBytes(reply);
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question").finish();
      expectStart();
      proxy.expectStream("question");

      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(reply));

      assertThat(visitor.readToEnd().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(reply);
      sending.join();
    }
  }

  private void send(byte[] reply) {
    try {
      proxy.socket().writeStream(reply);
      proxy.socket().sendCloseNotify();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tcpVisitorThatEndsItsSideGetsTheWholeReply() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question").finish();
      expectStart();
      proxy.expectStream("question");

      proxy.socket().writeRecord("answer");
      proxy.socket().sendCloseNotify();

      assertThat(visitor.readToEnd()).isEqualTo("answer");
    }
  }

  @RepeatedTest(20)
  void serviceThatSpeaksAndHangsUpAtOnceIsHeard() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      expectStart();
      proxy.socket().writeRecord("Sun Nov 22 07:15:36 UTC 2026\r\n");
      proxy.close();

      assertThat(visitor.readToEnd()).isEqualTo("Sun Nov 22 07:15:36 UTC 2026\r\n");
    }
  }

  @Test
  void resetOfTheVisitorClosesTheProxy() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    Visitor visitor = Visitor.connect(port);
    visitor.send("question");
    expectStart();
    proxy.expectStream("question");

    visitor.reset();

    assertThat(proxy.expectTcpClosed(ScriptedPeer.PATIENCE)).isNotEqualTo(Ending.OPEN);
  }

  @Test
  void resetOfTheProxyEndsTheVisitor() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      expectStart();

      proxy.socket().reset();

      visitor.expectGone(8_000);
    }
  }

  @Test
  void visitorWaitsForAProxyThatTheClientOpensThen() throws Exception {
    session.tunnel("http", "www", 0);
    proxy.close();
    try (Visitor visitor = server.visitor()) {
      visitor.send(REQUEST);
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      try (ScriptedPeer late = session.proxy()) {
        assertThat(MessageText.type(late.expectSplitMessage())).isEqualTo("StartProxy");
        late.expectStream(REQUEST);
      }
    }
  }

  @Test
  void visitorWhoWaitsIsToldWhenTheClientGoes() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    session.tunnel("http", "www", 0);
    proxy.close();
    try (Visitor tcp = Visitor.connect(port);
        Visitor http = server.visitor()) {
      http.send(REQUEST);
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      session.control().close();

      assertThat(http.readToEnd()).startsWith("HTTP/1.0 504 Gateway Timeout\r\n");
      tcp.expectGone(8_000);
    }
  }

  @Test
  void openRelayOutlivesItsControl() throws Exception {
    int port = OldSession.port(session.tunnel("tcp", "", 0));
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("question");
      expectStart();
      proxy.expectStream("question");

      try (OldSession again = OldSession.online(server, session.clientId())) {
        again.pingPong();
        proxy.socket().writeRecord("answer");

        visitor.expect("answer");
      }
    }
  }

  private static byte[] readToEnd(ScriptedPeer visitor) throws IOException {
    return visitor.socket().readUntilClosed(ScriptedPeer.PATIENCE);
  }
}
