package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.TlsRecordSocket;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.TestHellos;

/** Visitors whose TLS ends at the local service, with a 1.7 client behind the tunnel. */
class TlsTunnelsIT {
  private static final String NAME = "nas." + TestServer.DOMAIN;
  private static final byte[] HELLO = TestHellos.naming(NAME);
  private static final TestCertificates CERTIFICATES = TestCertificates.forNames("dns:" + NAME);

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

  private Visitor visitor() throws IOException {
    return Visitor.connect(server.address("https"));
  }

  private void expectStart(Visitor visitor) throws IOException {
    String start = proxy.expectSplitMessage();
    assertThat(MessageText.field(start, "Url")).isEqualTo("tls://" + NAME + port());
    assertThat(MessageText.field(start, "ClientAddr")).isEqualTo(visitor.address());
  }

  private String port() {
    return ":" + server.port("https");
  }

  private void expectBytes(byte[] bytes) throws IOException {
    assertThat(proxy.socket().readFully(bytes.length, ScriptedPeer.PATIENCE)).isEqualTo(bytes);
  }

  private static String reqTunnel(String more) {
    return "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\"tls\",\"Subdomain\":\"nas\""
        + more
        + "}}";
  }

  /** A service that answers four bytes with four. */
  private static void serve(SSLServerSocket listening) {
    try (Socket connection = listening.accept()) {
      assertThat(connection.getInputStream().readNBytes(4)).isEqualTo(bytes("ping"));
      connection.getOutputStream().write(bytes("pong"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void visitorSeesTheCertificateOfTheService() throws Exception {
    session.tunnel("tls", "nas", 0);
    try (SSLServerSocket listening =
            (SSLServerSocket)
                CERTIFICATES
                    .serverContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Visitor visitor = visitor();
        SSLSocket secure =
            (SSLSocket)
                CERTIFICATES
                    .trustingContext()
                    .getSocketFactory()
                    .createSocket(visitor.socket(), NAME, 443, true)) {
      SSLParameters checking = secure.getSSLParameters();
      checking.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(checking);
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(listening));
      CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> send(secure, "ping"));
      expectStart(visitor);

      OldRelay.begin(proxy, listening.getLocalPort());

      assertThat(secure.getInputStream().readNBytes(4)).isEqualTo(bytes("pong"));
      assertThat(secure.getSession().getPeerCertificates())
          .containsExactly(CERTIFICATES.certificate());
      serving.join();
      asking.join();
    }
  }

  private static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(bytes(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyByteArrivesAsItWasSentHoweverItWasCut() throws Exception {
    session.tunnel("tls", "nas", 0);
    byte[] hello = TestHellos.inRecords(TestHellos.naming("NAS.Tunnel.example"), 7);
    try (Visitor visitor = visitor()) {
      for (byte each : hello) {
        visitor.send(new byte[] {each});
      }
      expectStart(visitor);
      expectBytes(hello);

      visitor.send("\u0016\u0003\u0003 and more");
      expectBytes("\u0016\u0003\u0003 and more".getBytes(StandardCharsets.ISO_8859_1));
      proxy.socket().writeRecord("the answer");
      visitor.expect("the answer");
    }
  }

  @Test
  void visitorThatEndsItsSideGetsTheWholeReply() throws Exception {
    session.tunnel("tls", "nas", 0);
    try (Visitor visitor = visitor()) {
      visitor.send(HELLO).finish();
      expectStart(visitor);
      expectBytes(HELLO);

      proxy.socket().writeRecord("the answer");
      proxy.socket().sendCloseNotify();

      assertThat(visitor.readToEnd()).isEqualTo("the answer");
    }
  }

  @Test
  void resetOfTheVisitorClosesTheProxy() throws Exception {
    session.tunnel("tls", "nas", 0);
    Visitor visitor = visitor();
    visitor.send(HELLO);
    expectStart(visitor);
    expectBytes(HELLO);

    visitor.reset();

    assertThat(proxy.expectTcpClosed(ScriptedPeer.PATIENCE)).isNotEqualTo(Ending.OPEN);
  }

  @Test
  void resetOfTheProxyResetsTheVisitor() throws Exception {
    session.tunnel("tls", "nas", 0);
    try (Visitor visitor = visitor()) {
      visitor.send(HELLO);
      expectStart(visitor);
      expectBytes(HELLO); // the two are joined

      proxy.socket().reset();

      visitor.expectReset();
    }
  }

  @Test
  void visitorOfADeniedNetworkIsReset() throws Exception {
    session.tunnel(reqTunnel(",\"DenyCidrs\":[\"127.0.0.0/8\"]"));
    try (Visitor visitor = visitor()) {
      visitor.send(HELLO).expectReset();
    }
    proxy.expectNothing(Duration.ofMillis(100));
  }

  @Test
  void visitorAboveTheTunnelsConnectionsIsReset() throws Exception {
    session.tunnel(reqTunnel(",\"MaxConnections\":1"));
    try (Visitor first = visitor();
        Visitor second = visitor()) {
      first.send(HELLO);
      expectStart(first);

      second.send(HELLO).expectReset();
    }
  }

  @Test
  void visitorWhoWaitsIsResetWhenTheClientGoes() throws Exception {
    session.tunnel("tls", "nas", 0);
    proxy.close();
    try (Visitor visitor = visitor()) {
      visitor.send(HELLO);
      assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);

      session.control().close();

      visitor.expectReset();
    }
  }

  /** Who names another server, none, or an address gets the server's certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"", "other.tunnel.example", "elsewhere.example", "192.0.2.7"})
  void tlsOfOthersEndsAtTheServer(String name) throws Exception {
    session.tunnel("tls", "nas", 0);
    TlsOptions options =
        name.isEmpty() ? TlsOptions.DEFAULT : TlsOptions.DEFAULT.withServerName(name);
    try (ScriptedPeer visitor =
        new ScriptedPeer(
            TlsRecordSocket.connect(
                server.address("https"), TestCertificates.trustAllContext(), options))) {
      assertThat(CertificateNames.of(visitor.socket().peerCertificate()).toString())
          .contains("*.tunnel.example");
      visitor.socket().writeRecord("GET / HTTP/1.0\r\nHost: " + NAME + "\r\n\r\n");

      visitor.expectStream("HTTP/1.0 404 Not Found\r\n");
    }
  }

  @Test
  void httpsTunnelBesideItIsServedAsBefore() throws Exception {
    session.tunnel("tls", "nas", 0);
    String url = session.tunnel("https", "www", 0);
    try (ScriptedPeer visitor = server.secureVisitor()) {
      visitor.socket().writeRecord("GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n");

      assertThat(MessageText.field(proxy.expectSplitMessage(), "Url")).isEqualTo(url);
      proxy.expectStream("GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n");
    }
  }

  /** Nothing of a tls tunnel shows to who speaks no TLS: it is not kept waiting either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\0\u0004\u0001\0\0\0",
        "\u0015\u0003\u0001\0\u0002\u0002(",
        "GET / HTTP/1.1\r\nHost: nas.tunnel.example\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
      })
  void whatIsNoClientHelloIsAnsweredAsWithoutTlsTunnels(String bytes) throws Exception {
    String before = answer(bytes, false);
    session.tunnel("tls", "nas", 0);

    assertThat(answer(bytes, false)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0016",
        "\u0016\u0003\u0001\0\u0004\u0001\0\0",
        "\u0016\u0003\u0001@\0\u0001\u00ff\u00ff\u00ff"
      })
  void whatBreaksOffIsAnsweredAsWithoutTlsTunnels(String bytes) throws Exception {
    String before = answer(bytes, true);
    session.tunnel("tls", "nas", 0);

    assertThat(answer(bytes, true)).isEqualTo(before);
  }

  private String answer(String bytes, boolean finish) throws IOException {
    try (Visitor visitor = visitor()) {
      visitor.send(bytes);
      if (finish) {
        visitor.finish();
      }
      return visitor.readToEnd();
    }
  }

  @Test
  void halfAHelloIsClosedWhenItsSenderHasFinished() throws Exception {
    session.tunnel("tls", "nas", 0);
    try (Visitor visitor = visitor()) {
      visitor.send(Arrays.copyOf(HELLO, HELLO.length - 1)).finish();

      visitor.expectGone(8_000);
    }
    proxy.expectNothing(Duration.ofMillis(100));
  }
}
