package org.ngrokd.client.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.config.Trust;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.net.HostAndPort;

class ServerTrustTest {
  private static final String NAME = "tunnel.example";

  private final Instant now = Instant.now();
  private final CertificateAuthority theCa = ca("The CA", now);
  private final CertificateAuthority otherCa = ca("Another CA", now);
  private final Identity tunnel = theCa.issueServer("tunnel.example", KeyKind.ECDSA_P256, now);

  @TempDir Path directory;

  private static CertificateAuthority ca(String name, Instant now) {
    return CertificateAuthority.create(name, KeyKind.ECDSA_P256, now);
  }

  private Trust rootCas(X509Certificate... roots) {
    Path file = directory.resolve("ca.pem");
    PemFiles.writeCertificates(file, List.of(roots));
    return new Trust.RootCas(file);
  }

  private static Trust pinned(X509Certificate certificate) {
    return new Trust.Pinned(Fingerprint.of(certificate));
  }

  private static void check(Trust trust, String host, List<X509Certificate> chain)
      throws CertificateException {
    ServerTrust.in(new HostAndPort(host, 4443), trust, Map.of())
        .checkServerTrusted(chain.toArray(new X509Certificate[0]), "ECDHE_ECDSA");
  }

  private static void accepts(Trust trust, String host, List<X509Certificate> chain) {
    assertThatCode(() -> check(trust, host, chain)).doesNotThrowAnyException();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refuses(
      Trust trust, String host, List<X509Certificate> chain) {
    return assertThatThrownBy(() -> check(trust, host, chain))
        .isInstanceOf(CertificateException.class)
        .satisfies(failure -> assertThat(UntrustedServerException.messageIn(failure)).isPresent());
  }

  @Test
  void serverOfTheConfiguredCaIsAccepted() {
    Trust trust = rootCas(theCa.certificate());

    accepts(trust, NAME, tunnel.chain());
    accepts(trust, NAME, List.of(tunnel.leaf()));
    accepts(trust, "a.tunnel.example", tunnel.chain());
    accepts(trust, "TUNNEL.example.", tunnel.chain());
  }

  @Test
  void anyOfSeveralCasIsEnough() {
    accepts(rootCas(otherCa.certificate(), theCa.certificate()), NAME, tunnel.chain());
  }

  @Test
  void serverOfAnotherCaIsNotAccepted() {
    refuses(rootCas(otherCa.certificate()), NAME, tunnel.chain())
        .hasMessage(
            "The certificate of tunnel.example:4443 (for tunnel.example, *.tunnel.example, issued"
                + " by CN=The CA) is not trusted here. If it is the server's own, put the"
                + " server_fingerprint line that ngrokd prints at start into the config, or give"
                + " its CA with root_cas");
  }

  @Test
  void anotherNameIsNotAcceptedAndAllNamesAreTold() {
    refuses(rootCas(theCa.certificate()), "203.0.113.9", tunnel.chain())
        .hasMessage(
            "The certificate of 203.0.113.9:4443 is for tunnel.example, *.tunnel.example, but"
                + " server_addr asks for 203.0.113.9. Set server_addr to one of those names, or"
                + " give the server a certificate for 203.0.113.9");
    refuses(rootCas(theCa.certificate()), "a.b.tunnel.example", tunnel.chain())
        .hasMessageContaining("server_addr asks for a.b.tunnel.example");
  }

  @Test
  void addressInTheCertificateIsAName() {
    Identity server = theCa.issueServer("203.0.113.9", KeyKind.ECDSA_P256, now);

    accepts(rootCas(theCa.certificate()), "203.0.113.9", server.chain());
    refuses(rootCas(theCa.certificate()), "203.0.113.8", server.chain())
        .hasMessageContaining("is for 203.0.113.9, but server_addr asks for 203.0.113.8");
  }

  @Test
  void expiredCertificateIsToldWithItsDate() {
    Instant past = now.minus(Duration.ofDays(1000));
    CertificateAuthority old = ca("Old CA", past);
    Identity server = old.issueServer(NAME, KeyKind.ECDSA_P256, past);

    refuses(rootCas(old.certificate()), NAME, server.chain())
        .hasMessageContaining("expired on " + server.leaf().getNotAfter().toInstant())
        .hasMessageContaining("must be renewed on the server");
  }

  @Test
  void certificateOfTheFutureIsToldWithItsDate() {
    Instant future = now.plus(Duration.ofDays(30));
    Identity server = theCa.issueServer(NAME, KeyKind.ECDSA_P256, future);

    refuses(rootCas(theCa.certificate()), NAME, server.chain())
        .hasMessageContaining("is not valid before " + server.leaf().getNotBefore().toInstant())
        .hasMessageContaining("clock");
  }

  @Test
  void pinnedCertificateIsAcceptedUnderAnyName() {
    accepts(pinned(tunnel.leaf()), NAME, tunnel.chain());
    accepts(pinned(tunnel.leaf()), "203.0.113.9", List.of(tunnel.leaf()));
  }

  @Test
  void pinnedSelfSignedCertificateIsAccepted() {
    X509Certificate own = TestCertificates.localhost().certificate();

    accepts(pinned(own), "203.0.113.9", List.of(own));
  }

  @Test
  void pinnedCaIsAcceptedUnderTheRightNameOnly() {
    accepts(pinned(theCa.certificate()), NAME, tunnel.chain());

    refuses(pinned(theCa.certificate()), "other.example", tunnel.chain())
        .hasMessageContaining("is for tunnel.example, *.tunnel.example")
        .hasMessageContaining("server_addr asks for other.example");
  }

  @Test
  void anotherFingerprintIsNotAccepted() {
    refuses(pinned(otherCa.certificate()), NAME, tunnel.chain())
        .hasMessageContaining("has another fingerprint (" + Fingerprint.of(tunnel.leaf()) + ")")
        .hasMessageContaining("somebody is in between");
  }

  /** Anybody can show somebody else's public CA certificate. */
  @Test
  void pinnedCaThatDidNotIssueTheCertificateIsNoHelp() {
    Identity impostor = otherCa.issueServer(NAME, KeyKind.ECDSA_P256, now);

    refuses(pinned(theCa.certificate()), NAME, List.of(impostor.leaf(), theCa.certificate()))
        .hasMessageContaining("is not trusted here");
    refuses(
            pinned(theCa.certificate()),
            NAME,
            List.of(impostor.leaf(), otherCa.certificate(), theCa.certificate()))
        .hasMessageContaining("is not trusted here");
  }

  /** Nor is a pinned server certificate a CA. */
  @Test
  void pinnedServerCertificateInAnotherServersChainIsNoHelp() {
    Identity impostor = otherCa.issueServer(NAME, KeyKind.ECDSA_P256, now);

    refuses(pinned(tunnel.leaf()), NAME, List.of(impostor.leaf(), tunnel.leaf()));
  }

  @Test
  void hostRootsDoNotIncludeAPrivateCa() {
    refuses(new Trust.HostRoots(), NAME, tunnel.chain()).hasMessageContaining("root_cas");
  }

  @Test
  void hostRootsIncludeTheFileThatSslCertFileNames() throws CertificateException {
    Path file = directory.resolve("host.pem");
    PemFiles.writeCertificates(file, List.of(theCa.certificate()));

    ServerTrust trust =
        ServerTrust.in(
            new HostAndPort(NAME, 4443),
            new Trust.HostRoots(),
            Map.of("SSL_CERT_FILE", file.toString()));

    trust.checkServerTrusted(tunnel.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA");
  }

  @Test
  void rootsThatCannotBeReadAreNamed() throws Exception {
    Path missing = directory.resolve("missing.pem");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");
    HostAndPort server = new HostAndPort(NAME, 4443);

    assertThatThrownBy(() -> ServerTrust.in(server, new Trust.RootCas(missing), Map.of()))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(
            () ->
                ServerTrust.in(
                    server, new Trust.HostRoots(), Map.of("SSL_CERT_FILE", empty.toString())))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining(empty.toString());
  }

  @Test
  void nobodyIsTrustedAsAClient() {
    ServerTrust trust =
        ServerTrust.in(new HostAndPort(NAME, 4443), pinned(tunnel.leaf()), Map.of());

    assertThatThrownBy(
            () ->
                trust.checkClientTrusted(
                    tunnel.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA"))
        .isInstanceOf(CertificateException.class);
  }
}
