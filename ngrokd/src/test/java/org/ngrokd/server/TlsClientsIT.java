package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.server.testing.CapturedLog;

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

  /** In TLS 1.3 the alert comes after the server has finished its handshake, in 1.2 before. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientThatRefusesTheCertificateIsExplained(String protocol) throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      var refusing = TestCertificates.localhost().trustingContext(); // trusts another certificate
      try (OldClient client =
          new OldClient(server.address("tunnel"), refusing, TlsOptions.only(protocol))) {
        refuse(client);
      }

      await().until(() -> !log.lines().isEmpty());
      server.close();
      assertThat(log.lines())
          .hasSize(2)
          .first()
          .asString()
          .startsWith(
              "WARN The client refused our certificate (names: tunnel.example, *.tunnel.example):"
                  + " its server_addr must be one of them, and it must trust the certificate or the"
                  + " CA that issued it (peer 127.0.0.1:");
      assertThat(log.lines().get(1)).isEqualTo("INFO Stopped");
    }
  }

  private static void refuse(OldClient client) throws IOException {
    try {
      client.connect();
      throw new AssertionError("the client accepted the certificate");
    } catch (SSLException expected) {
      assertThat(expected).hasMessageContaining("PKIX");
    }
  }
}
