package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** A client that closes one of its tunnels and stays. docs/protocol.md "closing a tunnel". */
class CloseTunnelIT {
  private static final String AGREEING =
      "\"ClientId\":\"\",\"Extensions\":[\"close-tunnel\",\"unheard-of\"]";

  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(TestServer.withVhost(state, "tunnel.example"));
    OldClient client = server.client();
    String reply =
        client.connectWith(OldClient.auth("", "").replace("\"ClientId\":\"\"", AGREEING));
    assertThat(reply).endsWith("\"Error\":\"\",\"Extensions\":[\"close-tunnel\"]}}");
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    session = new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private static void close(OldSession client, String url) throws IOException {
    client
        .control()
        .sendSplit("{\"Type\":\"CloseTunnel\",\"Payload\":{\"Url\":\"%s\"}}".formatted(url));
  }

  /** A visitor asks for this name and is told that there is no such tunnel. */
  private void assertNotFound(String name) throws IOException {
    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send("GET / HTTP/1.0\r\nHost: " + name + ".tunnel.example\r\n\r\n");
      assertThat(visitor.readToEnd()).startsWith("HTTP/1.0 404 ").contains(name, "not found");
    }
  }

  @Test
  void closesExactlyThatOneAndAnswersNothing() throws Exception {
    String www = session.tunnel("http", "www", 0);
    session.tunnel("https", "www", 0);
    String tcp = session.tunnel("tcp", "", 0);

    close(session, www);

    session.pingPong(); // the next that comes is the answer to the ping
    assertNotFound("www");
    try (OldSession other = OldSession.online(server)) {
      assertThat(other.refusal("https", "www", 0)).contains("already registered");
    }
    try (ScriptedPeer proxy = session.proxy();
        Visitor visitor = Visitor.connect(OldSession.port(tcp))) {
      visitor.send("x");
      String start = proxy.expectSplitMessage();
      assertThat(MessageText.field(start, "Url")).isEqualTo(tcp);
    }
  }

  @Test
  void nameAndPortAreFreeForAnotherClient() throws Exception {
    String www = session.tunnel("http", "www", 0);
    int port = OldSession.port(session.tunnel("tcp", "", 0));

    close(session, www);
    close(session, "tcp://tunnel.example:" + port);
    session.pingPong();

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> Visitor.connect(port).close())
                    .isInstanceOf(ConnectException.class));
    try (OldSession other = OldSession.online(server)) {
      assertThat(other.tunnel("http", "www", 0)).isEqualTo(www);
      assertThat(other.tunnel("tcp", "", port)).isEqualTo("tcp://tunnel.example:" + port);
    }
  }

  @Test
  void visitorWhoIsThereStays() throws Exception {
    String tcp = session.tunnel("tcp", "", 0);
    try (ScriptedPeer proxy = session.proxy();
        Visitor visitor = Visitor.connect(OldSession.port(tcp))) {
      visitor.send("question");
      proxy.expectSplitMessage();
      proxy.expectStream("question");
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      close(session, tcp);
      session.pingPong();

      proxy.socket().writeRecord("answer");
      visitor.expect("answer");
    }
  }

  @Test
  void urlOfNobodyAndUrlOfAnotherClientAreHarmless() throws Exception {
    String mine = session.tunnel("http", "mine", 0);
    try (OldSession other = OldSession.online(server)) {
      String theirs = other.tunnel("http", "theirs", 0);

      close(session, theirs);
      close(session, "http://nobody.tunnel.example");
      close(session, "");
      close(session, "http://MINE.tunnel.example");
      session.pingPong();

      assertThat(session.refusal("http", "theirs", 0)).contains(theirs + " is already registered");
      assertThat(other.refusal("http", "mine", 0)).contains(mine + " is already registered");
    }
  }

  @Test
  void clientThatHasClosedItsLastMayAskForOthers() throws Exception {
    close(session, session.tunnel("http", "www", 0));

    assertThat(session.refusal("udp", "www", 0)).isEqualTo("Protocol udp is not supported");
    assertThat(session.tunnel("http", "www", 0)).isEqualTo("http://www.tunnel.example");
  }

  @Test
  void clientThatHasNotAgreedClosesNothing() throws Exception {
    try (OldSession old = OldSession.online(server)) {
      String www = old.tunnel("http", "www", 0);

      close(old, www);
      old.pingPong();

      assertThat(session.refusal("http", "www", 0)).contains("already registered");
    }
  }
}
