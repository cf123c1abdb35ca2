package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.streams.net.TlsVersion;

/** The TLS of old clients. Protocol: §1, §11, §12. */
class TlsClientsIT {
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(state);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void expectService(TlsOptions options, String protocol) throws IOException {
    try (OldSession session = OldSession.online(server.client(options), "")) {
      assertThat(session.control().socket().protocol()).isEqualTo(protocol);
      session.pingPong();
    }
  }

  @Test
  void oldestCipherSuiteOfGoIsSpoken() throws Exception {
    expectService(
        TlsOptions.only("TLSv1.2").withCipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        "TLSv1.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serverNameMayBeMissingForeignOrAnAddress(String protocol) throws Exception {
    TlsOptions options = TlsOptions.only(protocol);

    expectService(options, protocol);
    expectService(options.withServerName("somewhere.else"), protocol);
    expectService(options.withServerName("127.0.0.1"), protocol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tunnel", "https"})
  void brokenRecordEndsTheConnectionAtOnce(String port) throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port(port))) {
      plain.setSoTimeout(8_000); // before a limit of the server would end it
      SSLSocket tls =
          (SSLSocket)
              TestCertificates.trustAllContext()
                  .getSocketFactory()
                  .createSocket(plain, "www.tunnel.example", server.port(port), false);
      tls.startHandshake();

      plain.getOutputStream().write(HexFormat.of().parseHex("1703030020" + "ab".repeat(32)));

      assertThat(plain.getInputStream().readAllBytes().length).isLessThan(1000);
    }
  }

  @Test
  void suiteWithoutForwardSecrecyOrWithPaddingIsRefused(@TempDir Path state) throws Exception {
    ServerOptions options = TestServer.options(state);
    try (TestServer rsa =
        TestServer.start(
            new ServerOptions(
                options.domain(),
                options.addresses(),
                new ServerOptions.Tls(Optional.empty(), KeyKind.RSA_2048, TlsVersion.TLS_1_2),
                options.state(),
                options.policy()))) {
      for (String suite :
          List.of(
              "TLS_RSA_WITH_AES_128_GCM_SHA256",
              "TLS_RSA_WITH_AES_256_CBC_SHA",
              "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")) {
        TlsOptions offered = TlsOptions.only("TLSv1.2").withCipherSuites(suite);
        assertThatThrownBy(() -> rsa.client(offered).connect())
            .as(suite)
            .isInstanceOf(SSLException.class);
      }
      TlsOptions good =
          TlsOptions.only("TLSv1.2").withCipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
      OldSession.online(rsa.client(good), "").close();
    }
  }
}
