package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.Frames;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.server.testing.CapturedLog;

/** What the server does not do, and how it says so. Protocol: §1, §3. */
class RefusedRequestsIT {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(TestServer.withoutHttps(state));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void otherProtocolVersionIsToldAndClosed() throws Exception {
    try (OldClient client = server.client();
        ScriptedPeer control = client.connect()) {
      control.sendSplit(OldClient.auth("", "").replace("\"Version\":\"2\"", "\"Version\":\"1\""));

      assertThat(control.expectSplitMessage())
          .isEqualTo(
              "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\","
                  + "\"ClientId\":\"\",\"Error\":\"Incompatible versions. Server 1.7, client 1."
                  + " Download a new version at http://ngrok.com\"}}");
      control.expectTcpClosed(ScriptedPeer.PATIENCE);
    }
  }

  @Test
  void takenNameIsRefusedAndTheOwnerKeepsIt() throws Exception {
    try (OldSession owner = OldSession.online(server);
        OldSession other = OldSession.online(server)) {
      owner.tunnel("http", "www", 0);
      other.tunnel("http", "mine", 0);

      String answer = other.client().requestTunnel(OldClient.reqTunnel("r", "http", "WWW ", 0));

      assertThat(answer)
          .isEqualTo(
              "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"r\",\"Url\":\"\","
                  + "\"Protocol\":\"http\",\"Error\":\"The tunnel "
                  + server.url("http", "www")
                  + " is already registered.\"}}");
      other.pingPong(); // it has another tunnel and so stays
    }
  }

  @Test
  void unknownProtocolIsRefused() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);

      assertThat(session.refusal("udp", "x", 0)).isEqualTo("Protocol udp is not supported");
      assertThat(session.refusal("", "x", 0)).isEqualTo("Protocol  is not supported");
    }
  }

  @Test
  void protocolWithoutListenerIsRefusedAndWhatCameBeforeItStays() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      String http = session.client().requestTunnel(OldClient.reqTunnel("1", "http+https", "w", 0));
      String https = session.client().nextNewTunnel();

      assertThat(MessageText.field(http, "Error")).isEmpty();
      assertThat(https)
          .isEqualTo(
              "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"1\",\"Url\":\"\","
                  + "\"Protocol\":\"https\",\"Error\":\"Not listening for https connections\"}}");
      session.pingPong();
    }
  }

  @Test
  void nothingMoreOfARequestIsDoneAfterARefusal() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      session.tunnel("http", "first", 0);

      assertThat(session.refusal("https+http", "second", 0))
          .isEqualTo("Not listening for https connections");
      session.pingPong();
    }
  }

  @Test
  void takenPortIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);

      assertThat(session.refusal("tcp", "", taken.getLocalPort()))
          .startsWith("Error binding TCP listener: port " + taken.getLocalPort() + ": ");
    }
  }

  @Test
  void clientWithoutAnyTunnelIsShutDownAfterARefusal() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer pooled = session.proxy()) {
      assertThat(session.refusal("https", "www", 0))
          .isEqualTo("Not listening for https connections");

      session.control().expectTcpClosed(ScriptedPeer.PATIENCE);
      pooled.expectTcpClosed(ScriptedPeer.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 65_537, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE})
  void hostileLengthClosesTheConnectionWithAWarning(long length) throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      peer.socket().writeRecord(Frames.header(length));

      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN message length " + length + " is outside 1..65536");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{\"Type\":\"Auth\",\"Payload\":7}",
        "{\"Type\":\"Auth\",\"Payload\":{\"Version\":2}}",
        "{\"Type\":\"Nonsense\",\"Payload\":{}}"
      })
  void brokenFirstMessageClosesTheConnectionWithOneLine(String json) throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      peer.sendSplit(json);

      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
      assertThat(log.lines()).singleElement().asString().startsWith("WARN ");
      assertThat(log.hasStackTrace()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ping", "Pong", "ReqTunnel"})
  void firstMessageThatIsNeitherAuthNorRegProxyClosesTheConnection(String type) throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      peer.sendSplit("{\"Type\":\"" + type + "\",\"Payload\":{}}");

      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN the first message is " + type + ", neither Auth nor RegProxy (peer ");
    }
  }

  @Test
  void serverMessageFromAClientEndsTheConnection() throws Exception {
    try (OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      peer.sendSplit(OldSession.REQ_PROXY);

      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
    }
  }

  @Test
  void proxyOfAnUnknownClientIsClosedWithOneLineWhateverItSendsMore() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient client = server.client();
        ScriptedPeer peer = client.connect()) {
      String unknown = OldClient.regProxy("46dd2e2d223d8b2ab1af482f3811a87e");
      peer.sendMerged(unknown, unknown);

      peer.expectTcpClosed(ScriptedPeer.PATIENCE);
      server.close(); // its event loops have done what they had to do
      assertThat(log.lines())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("INFO No client found for identifier 46dd2e2d… (peer 127.0.0.1:");
    }
  }

  @Test
  void pooledProxyThatSpeaksIsClosed() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      proxy.sendSplit(OldSession.PING);

      proxy.expectTcpClosed(ScriptedPeer.PATIENCE);
      session.pingPong();
    }
  }
}
