package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.edge.EdgePolicy.Forwarding;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.TestHellos;
import org.ngrokd.streams.net.CidrList;

/** A proxy before the server that tells who the visitor is. */
class ProxyProtocolIT {
  private static final String HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 51234 80\r\n";
  private static final String GET = "GET / HTTP/1.0\r\nHost: www.tunnel.example\r\n\r\n";

  @TempDir private Path state = Path.of("");

  private TestServer server(String... trusted) {
    ServerOptions usual = TestServer.options(state);
    Forwarding forwarding = new Forwarding(true, CidrList.parse(List.of(trusted)), true);
    return TestServer.start(
        new ServerOptions(
            usual.domain(),
            usual.addresses(),
            usual.tls(),
            usual.state(),
            TestServer.forwarding(forwarding)));
  }

  private static String clientAddr(ScriptedPeer proxy) throws Exception {
    return MessageText.field(proxy.expectSplitMessage(), "ClientAddr");
  }

  @Test
  void httpVisitorIsKnownToTheClientAndToTheLocalService() throws Exception {
    try (TestServer server = server();
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("http", "www", 0);
      try (Visitor visitor = server.visitor()) {
        visitor.send(HEADER + GET);

        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
        proxy.expectStream("GET / HTTP/1.0\r\nHost: www.tunnel.example\r\n");
        proxy.expectStream("X-Forwarded-For: 203.0.113.7\r\n");
      }
    }
  }

  @Test
  void httpsHasTheHeaderBeforeTls() throws Exception {
    try (TestServer server = server();
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy();
        java.net.Socket plain =
            new java.net.Socket(server.address("https").getAddress(), server.port("https"))) {
      session.tunnel("https", "www", 0);
      plain.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
      try (SSLSocket secure =
          (SSLSocket)
              TestCertificates.trustAllContext()
                  .getSocketFactory()
                  .createSocket(plain, "www.tunnel.example", 443, true)) {
        secure.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));

        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
      }
    }
  }

  @Test
  void tlsTunnelHasTheHeaderBeforeTheClientHelloAndDoesNotPassItOn() throws Exception {
    byte[] hello = TestHellos.naming("nas.tunnel.example");
    try (TestServer server = server();
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("tls", "nas", 0);
      try (Visitor visitor = Visitor.connect(server.address("https"))) {
        visitor.send(HEADER + new String(hello, StandardCharsets.ISO_8859_1));

        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
        assertThat(proxy.socket().readFully(hello.length, ScriptedPeer.PATIENCE)).isEqualTo(hello);
      }
    }
  }

  @Test
  void tcpVisitorsBytesBehindTheHeaderArriveInTheSamePacketOrLater() throws Exception {
    try (TestServer server = server();
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send(HEADER + "at once ");

        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
        proxy.expectStream("at once ");
        visitor.send("and later");
        proxy.expectStream("and later");
        proxy.socket().writeStream("the answer".getBytes(StandardCharsets.US_ASCII));
        visitor.expect("the answer");
      }
    }
  }

  @Test
  void serviceMaySpeakFirstOnceTheHeaderIsThere() throws Exception {
    try (TestServer server = server();
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send(HEADER);
        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
        proxy.socket().writeStream("SSH-2.0".getBytes(StandardCharsets.US_ASCII));
        visitor.expect("SSH-2.0");
      }
    }
  }

  @Test
  void visitorWithoutHeaderIsClosedOnEveryPort() throws Exception {
    try (TestServer server = server();
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldSession session = OldSession.online(server)) {
      int tcp = OldSession.port(session.tunnel("tcp", "", 0));
      for (int port : List.of(server.port("http"), server.port("https"), tcp)) {
        try (Visitor visitor = Visitor.connect(port)) {
          visitor.send(GET).expectGone(8_000);
        }
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .filteredOn(line -> line.startsWith("INFO No valid PROXY header"))
                      .as("one for the address")
                      .hasSize(1));
    }
  }

  @Test
  void withTrustedProxiesOthersAreVisitorsWithoutHeader() throws Exception {
    try (TestServer server = server("198.51.100.0/24");
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("http", "www", 0);
      try (Visitor liar = server.visitor();
          Visitor visitor = server.visitor()) {
        assertThat(liar.send(HEADER + GET).readToEnd()).startsWith("HTTP/1.0 400 ");

        visitor.send(GET);
        assertThat(clientAddr(proxy)).isEqualTo(visitor.address());
      }
    }
  }

  @Test
  void withTrustedProxiesTheseAreBelieved() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.WARN);
        TestServer server = server("127.0.0.0/8");
        OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy()) {
      session.tunnel("http", "www", 0);
      try (Visitor visitor = server.visitor()) {
        visitor.send(HEADER + GET);
        assertThat(clientAddr(proxy)).isEqualTo("203.0.113.7:51234");
      }
      assertThat(aboutProxies(log)).isEmpty();
    }
  }

  /** Not what else a server warns of at its start. */
  private static List<String> aboutProxies(CapturedLog log) {
    return log.lines().stream().filter(line -> line.contains("-proxyProtocol")).toList();
  }

  @Test
  void believingEverybodyIsToldAtStart() {
    try (CapturedLog log = CapturedLog.at(Level.WARN);
        TestServer server = server()) {
      assertThat(server.port("http")).isPositive();
      assertThat(aboutProxies(log))
          .singleElement()
          .asString()
          .startsWith("WARN -proxyProtocol without -trustedProxies: ");
    }
  }

  @Test
  void trustedProxyThatNamesNoVisitorIsToldOnceWhereThatMatters() throws Exception {
    ServerOptions usual = TestServer.options(state);
    Forwarding noHeaders = new Forwarding(true, CidrList.parse(List.of("127.0.0.0/8")));
    try (CapturedLog log = CapturedLog.at(Level.WARN);
        TestServer server =
            TestServer.start(
                new ServerOptions(
                    usual.domain(),
                    usual.addresses(),
                    usual.tls(),
                    usual.state(),
                    TestServer.forwarding(noHeaders)));
        OldSession session = OldSession.online(server)) {
      int port =
          OldSession.port(
              session.tunnel(
                  "{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"7\",\"Protocol\":\"tcp\","
                      + "\"DenyCidrs\":[\"203.0.113.0/24\"]}}"));

      for (int i = 0; i < 2; i++) {
        try (Visitor visitor = Visitor.connect(port)) {
          visitor.expectReset();
        }
      }

      assertThat(log.lines())
          .filteredOn(line -> line.contains("names no visitor"))
          .singleElement()
          .asString()
          .matches(
              "WARN A connection to tcp://tunnel\\.example:\\d+ was broken off: the tunnel has lists of"
                  + " networks, and its sender 127\\.0\\.0\\.1:\\d+ names no visitor\\. .*");
    }
  }
}
