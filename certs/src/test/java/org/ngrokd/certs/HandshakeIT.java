package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeIT {
  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void clientWithTheCaAcceptsTheServer(KeyKind kind) throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("Test CA", kind, Instant.now());
    Identity server = ca.issueServer("localhost", kind, Instant.now());

    X509Certificate seen = LoopbackHandshake.run(server, ca.certificate(), "localhost");

    assertThat(seen).isEqualTo(server.leaf());
  }

  @Test
  void clientAcceptsAnAddress() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    Identity server = ca.issueServer("127.0.0.1", KeyKind.ECDSA_P256, Instant.now());

    assertThat(LoopbackHandshake.run(server, ca.certificate(), "127.0.0.1"))
        .isEqualTo(server.leaf());
  }

  @Test
  void clientAcceptsAServerWithoutSubject() throws Exception {
    String domain = "a".repeat(60) + ".example.com";
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    Identity server = ca.issueServer(domain, KeyKind.ECDSA_P256, Instant.now());

    assertThat(LoopbackHandshake.run(server, ca.certificate(), domain)).isEqualTo(server.leaf());
  }

  @Test
  void clientWithAnotherCaRefusesTheServer() {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    CertificateAuthority other =
        CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    Identity server = ca.issueServer("localhost", KeyKind.ECDSA_P256, Instant.now());

    assertThatThrownBy(() -> LoopbackHandshake.run(server, other.certificate(), "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void clientRefusesTheServerForAnotherName() {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    Identity server = ca.issueServer("example.com", KeyKind.ECDSA_P256, Instant.now());

    assertThatThrownBy(() -> LoopbackHandshake.run(server, ca.certificate(), "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
  }
}
