package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.OldSession.PING;
import static org.ngrokd.server.OldSession.PONG;
import static org.ngrokd.server.OldSession.REQ_PROXY;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;

/** The Go client's own script, byte for byte. Protocol: §1-5. */
class ScriptedOldClientIT {
  private static final Duration A_MOMENT = Duration.ofMillis(150);

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(state);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void authIsAnsweredFirstAndThenOneProxyIsAskedFor() throws Exception {
    try (OldClient client = server.client()) {
      String reply = client.connectAndAuth("tok", "");

      assertThat(reply)
          .matches(
              "\\{\"Type\":\"AuthResp\",\"Payload\":\\{\"Version\":\"2\",\"MmVersion\":\"1.7\","
                  + "\"ClientId\":\"[0-9a-f]{32}\",\"Error\":\"\"}}");
      assertThat(client.control().expectSplitMessage()).isEqualTo(REQ_PROXY);
      client.control().expectNothing(A_MOMENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void requestIsAnsweredWithItsIdAndTheUrlOfItsOwnListener(String protocol) throws Exception {
    try (OldSession session = OldSession.online(server)) {
      String answer =
          session.client().requestTunnel(OldClient.reqTunnel("b8f0f3fc", protocol, "www", 0));

      assertThat(answer)
          .isEqualTo(
              "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"b8f0f3fc\",\"Url\":\""
                  + server.url(protocol, "www")
                  + "\",\"Protocol\":\""
                  + protocol
                  + "\",\"Error\":\"\"}}");
    }
  }

  @Test
  void joinedProtocolsAreAnsweredOneByOneWithOneNameAndTheirOwnPorts() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      String http = session.client().requestTunnel(OldClient.reqTunnel("1", "http+https", "", 0));
      String https = session.client().nextNewTunnel();

      String url = MessageText.field(http, "Url");
      assertThat(url).matches("http://[0-9a-f]{1,8}\\.tunnel\\.example:" + server.port("http"));
      assertThat(MessageText.field(http, "Protocol")).isEqualTo("http");
      assertThat(MessageText.field(https, "Protocol")).isEqualTo("https");
      assertThat(MessageText.field(https, "ReqId")).isEqualTo("1");
      assertThat(MessageText.field(https, "Url"))
          .isEqualTo(
              url.replace("http:", "https:")
                  .replace(":" + server.port("http"), ":" + server.port("https")));
    }
  }

  @Test
  void tcpTunnelHasTheDomainAndThePortAskedFor() throws Exception {
    int port = FreePort.tcp();
    try (OldSession session = OldSession.online(server)) {
      assertThat(session.tunnel("tcp", "", port)).isEqualTo("tcp://tunnel.example:" + port);
      assertThat(session.tunnel("tcp", "", 0)).matches("tcp://tunnel\\.example:[1-9][0-9]+");
    }
  }

  @Test
  void pingIsAnsweredAFewMillisecondsLater() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      long sent = System.nanoTime();
      session.control().sendSplit(PING);

      assertThat(session.control().expectSplitMessage()).isEqualTo(PONG);
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThan(Duration.ofMillis(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void proxyIsStartedInItsOwnRecordsAndThenCarriesRawBytes(String tls) throws Exception {
    try (OldSession session = OldSession.online(server.client(TlsOptions.only(tls)), "");
        ScriptedPeer proxy = session.proxy()) {
      String url = session.tunnel("http", "www", 0);
      try (Visitor visitor = server.visitor()) {
        String request = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
        visitor.send(request);

        assertThat(proxy.expectSplitMessage())
            .isEqualTo(
                "{\"Type\":\"StartProxy\",\"Payload\":{\"Url\":\""
                    + url
                    + "\",\"ClientAddr\":\""
                    + visitor.address()
                    + "\"}}");
        proxy.expectStream(request);
        proxy.socket().writeRecord("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        visitor.expect("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      }
    }
  }

  @Test
  void oneMoreProxyIsAskedForAfterEachStart() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("hello");
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
        proxy.expectStream("hello");

        // One because the pool was empty or one to refill it: the server is never left without.
        assertThat(session.control().expectSplitMessage()).isEqualTo(REQ_PROXY);
      }
    }
  }

  @Test
  void tcpServiceMaySpeakFirst() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        assertThat(MessageText.field(proxy.expectSplitMessage(), "ClientAddr"))
            .isEqualTo(visitor.address());
        proxy.socket().writeRecord("220 ready\r\n");

        visitor.expect("220 ready\r\n");
      }
    }
  }

  @Test
  void secondAuthIsIgnored() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      session.control().sendSplit(OldClient.auth("", ""));

      session.pingPong();
    }
  }

  @Test
  void pingBeforeAuthRespIsAnsweredAfterIt() throws Exception {
    try (OldClient client = server.client();
        ScriptedPeer control = client.connect()) {
      control.sendMerged(OldClient.auth("", ""), PING);

      assertThat(MessageText.type(control.expectSplitMessage())).isEqualTo("AuthResp");
      assertThat(control.expectSplitMessage()).isEqualTo(REQ_PROXY);
      assertThat(control.expectSplitMessage()).isEqualTo(PONG);
    }
  }

  @Test
  void severalRequestsInOneRecordAreAnsweredInTheirOrder() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      session
          .control()
          .sendMerged(
              OldClient.reqTunnel("same", "tcp", "", 0),
              OldClient.reqTunnel("same", "http", "a", 0),
              OldClient.reqTunnel("same", "https", "a", 0));

      assertThat(MessageText.field(session.client().nextNewTunnel(), "Url")).startsWith("tcp://");
      assertThat(MessageText.field(session.client().nextNewTunnel(), "Url"))
          .startsWith("http://a.");
      assertThat(MessageText.field(session.client().nextNewTunnel(), "Url"))
          .startsWith("https://a.");
    }
  }

  @Test
  void anyFragmentationIsTaken() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      session.control().sendByteByByte(OldClient.reqTunnel("1", "http", "bytes", 0));
      assertThat(MessageText.field(session.client().nextNewTunnel(), "Error")).isEmpty();

      session.control().sendCut(OldClient.reqTunnel("2", "http", "cut", 0), 5, 8, 40);
      assertThat(MessageText.field(session.client().nextNewTunnel(), "Error")).isEmpty();
    }
  }

  @Test
  void remotePortMayBeAText() throws Exception {
    int port = FreePort.tcp();
    try (OldSession session = OldSession.online(server)) {
      String url =
          session.tunnel(
              "{\"Type\":\"ReqTunnel\",\"Payload\":{\"RemotePort\":\""
                  + port
                  + "\",\"ReqId\":\"5ee2aff1\",\"Protocol\":\"tcp\"}}");

      assertThat(url).isEqualTo("tcp://tunnel.example:" + port);
    }
  }

  @Test
  void payloadBeforeTypeNullsAndUnknownFieldsAreTaken() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      String url =
          session.tunnel(
              "{ \"payload\" : {\"HttpAuth\":null, \"hostname\":null, \"SUBDOMAIN\":\"odd\","
                  + " \"GzipProxy\":true, \"Protocol\":\"http\", \"RemotePort\":null},"
                  + " \"type\":\"ReqTunnel\" }");

      assertThat(url).isEqualTo(server.url("http", "odd"));
    }
  }
}
