package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.TlsVersion;

class ServerTlsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  @TempDir private Path directory = Path.of("");
  private final CertificateAuthority ca =
      CertificateAuthority.create("CA", KeyKind.ECDSA_P256, NOW);

  private CertificateFiles files() {
    return new CertificateFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
  }

  private Identity issue(String name) {
    return ca.issueServer(name, KeyKind.ECDSA_P256, NOW);
  }

  private void write(Identity identity) {
    PemFiles.writePrivateKey(files().key(), identity.key());
    PemFiles.writeCertificates(files().certificate(), identity.chain());
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private ServerTls given(Instant now) {
    return ServerTls.given(files(), TlsVersion.TLS_1_2, at(now));
  }

  private ServerTls own(String domain, Instant now) {
    StateDirectory state = StateDirectory.at(directory);
    return ServerTls.own(
        OwnCertificate.in(state, domain, KeyKind.ECDSA_P256), TlsVersion.TLS_1_2, at(now));
  }

  @Test
  void renewedFilesAreTakenUp() {
    write(issue("old.example"));
    ServerTls tls = given(NOW);
    var before = tls.context("").getNow();
    tls.check();
    assertThat(tls.context("").getNow()).isSameAs(before);

    write(issue("new.example"));
    tls.check();

    assertThat(tls.context("").getNow()).isNotSameAs(before);
    assertThat(tls.names()).containsExactly("new.example", "*.new.example");
  }

  @Test
  void whetherItFitsIsAskedNowAndAtEachRenewal() {
    write(issue("old.example"));
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      ServerTls tls =
          given(NOW)
              .telling(
                  certificate ->
                      IdentityCheck.domainWarning(certificate, "old.example", "old.example"));
      assertThat(log.lines()).isEmpty();

      write(issue("new.example"));
      tls.check();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN The certificate is for new.example, *.new.example and not for");
    }
  }

  @Test
  void disksThatWereFullAtTheFirstStartAreNoHindranceToTheSecond() throws IOException {
    Path obstacle = Files.createDirectories(directory.resolve("certs/ca.crt"));
    Files.writeString(obstacle.resolve("in the way"), "");
    assertThatThrownBy(() -> own("a.example", NOW)).isInstanceOf(CertificateFileException.class);
    Files.delete(obstacle.resolve("in the way"));
    Files.delete(obstacle);

    assertThat(own("a.example", NOW).names()).contains("a.example");
  }

  @Test
  void halfARenewalKeepsTheOldAndWarnsOnlyIfItStays() {
    write(issue("old.example"));
    ServerTls tls = given(NOW);
    PemFiles.writePrivateKey(files().key(), issue("new.example").key());
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      tls.check();
      assertThat(log.lines()).isEmpty();

      tls.check();
      tls.check();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN Keeping the old certificate: The private key (EC) does not belong");
      assertThat(tls.names()).contains("old.example");
    }
  }

  @Test
  void brokenRenewalOfACertificateThatEndsSoonWarnsOfEachOnce() throws Exception {
    write(issue("old.example"));
    ServerTls tls = given(NOW.plus(Duration.ofDays(810)));
    Files.delete(files().key());
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      for (int i = 0; i < 5; i++) {
        tls.check();
      }

      assertThat(log.lines(Level.WARN)) // its end was told at the start
          .singleElement()
          .asString()
          .startsWith("WARN Keeping the old certificate: ");
    }
  }

  @Test
  void certificateThatEndsSoonIsWarnedOfAtTheStart() {
    write(issue("old.example"));
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      given(NOW.plus(Duration.ofDays(810)));

      assertThat(log.lines(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("WARN The certificate for old.example expires on 2029-02-");
    }
  }

  @Test
  void missingIssuerIsWarnedOf() {
    Identity identity = issue("old.example");
    write(new Identity(identity.chain().subList(0, 1), identity.key()));
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      given(NOW);

      assertThat(log.lines(Level.WARN)).singleElement().asString().contains("use fullchain.pem");
    }
  }

  @Test
  void ownCertificateIsKeptUntilThirtyDaysBeforeItsEnd() {
    var first = own("a.example", NOW).clientConfigLine();
    byte[] made = certificate();

    own("a.example", NOW.plus(Duration.ofDays(793)));
    assertThat(certificate()).isEqualTo(made);

    ServerTls renewed = own("a.example", NOW.plus(Duration.ofDays(795)));
    assertThat(certificate()).isNotEqualTo(made);
    assertThat(renewed.clientConfigLine()).isEqualTo(first); // the CA is pinned
  }

  @Test
  void otherDomainGetsAnotherCertificate() {
    own("a.example", NOW);

    assertThat(own("b.example", NOW).names()).containsExactly("b.example", "*.b.example");
  }

  private byte[] certificate() {
    try {
      return Files.readAllBytes(directory.resolve("certs").resolve("server.crt"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
