package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ngrokd.certs.Fixtures.NOW;
import static org.ngrokd.certs.Fixtures.issuedBy;
import static org.ngrokd.certs.Fixtures.selfSigned;

import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityCheckTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void keyOfTheCertificateIsAccepted(KeyKind kind) {
    Identity identity =
        CertificateAuthority.create("CA", kind, NOW).issueServer("a.test", kind, NOW);

    assertThatCode(() -> IdentityCheck.requireMatchingKey(identity)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void otherKeyOfTheSameKindIsRefused(KeyKind kind) {
    Identity identity =
        CertificateAuthority.create("CA", kind, NOW).issueServer("a.test", kind, NOW);

    assertRefused(new Identity(identity.chain(), kind.newKeyPair().getPrivate()));
  }

  @Test
  void keyOfAnotherKindOrCurveIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    PrivateKey otherCurve = generator.generateKeyPair().getPrivate();

    assertRefused(new Identity(List.of(selfSigned("CN=a.test")), Fixtures.RSA.getPrivate()));
    assertRefused(new Identity(List.of(selfSigned("CN=a.test")), otherCurve));
  }

  @Test
  void leafWithoutItsIssuerIsIncomplete() {
    X509Certificate leaf = issuedBy("CN=E7,O=Let's Encrypt,C=US", "CN=a.test");

    assertThat(IdentityCheck.incompleteChainWarning(List.of(leaf)))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .contains("for a.test lacks the certificate of its issuer")
                    .contains("cert.pem", "fullchain.pem")
                    .doesNotContain("\n"));
  }

  @Test
  void leafWithAnUnrelatedCertificateIsIncomplete() {
    X509Certificate leaf = issuedBy("CN=Intermediate", "CN=a.test");

    assertThat(IdentityCheck.incompleteChainWarning(List.of(leaf, selfSigned("CN=Other"))))
        .isPresent();
  }

  @Test
  void chainWithoutItsRootIsComplete() {
    X509Certificate leaf = issuedBy("CN=Intermediate", "CN=a.test");
    X509Certificate intermediate = issuedBy("CN=Root", "CN=Intermediate");

    assertThat(IdentityCheck.incompleteChainWarning(List.of(leaf, intermediate))).isEmpty();
  }

  @Test
  void chainWithItsRootIsComplete() {
    List<X509Certificate> chain =
        CertificateAuthority.create("CA", KeyKind.ECDSA_P256, NOW)
            .issueServer("a.test", KeyKind.ECDSA_P256, NOW)
            .chain();

    assertThat(IdentityCheck.incompleteChainWarning(chain)).isEmpty();
  }

  @Test
  void selfSignedCertificateIsComplete() {
    assertThat(IdentityCheck.incompleteChainWarning(List.of(selfSigned("CN=a.test")))).isEmpty();
  }

  @Test
  void leafOfARootThatJavaTrustsIsComplete() {
    X509Certificate root = JavaRoots.all().findFirst().orElseThrow();
    X509Certificate leaf = issuedBy(root.getSubjectX500Principal(), "CN=a.test");

    assertThat(IdentityCheck.incompleteChainWarning(List.of(leaf))).isEmpty();
  }

  @Test
  void emptyChainLacksNothingToWarnOf() {
    assertThat(IdentityCheck.incompleteChainWarning(List.of())).isEmpty();
  }

  @Test
  void yearLongCertificateWarnsForItsLast30Days() {
    assertThat(warning(365, "2026-12-02T00:00:00Z")).isEmpty();
    assertThat(warning(365, "2026-12-02T00:00:01Z"))
        .contains(
            "The certificate for a.test expires on 2027-01-01, in 29 days:"
                + " renew it; ngrokd takes the new files within a minute");
    assertThat(warning(365, "2026-12-30T12:00:00Z").orElseThrow()).contains("in 1 day:");
    assertThat(warning(365, "2026-12-31T12:00:00Z").orElseThrow()).contains("in less than a day:");
  }

  @Test
  void shortCertificateWarnsForItsLastThird() {
    assertThat(warning(6, "2026-01-05T00:00:00Z")).isEmpty();
    assertThat(warning(6, "2026-01-05T00:00:01Z").orElseThrow()).contains("2026-01-07, in 1 day:");
  }

  @Test
  void ninetyDayCertificateIsFineWhenItIsNew() {
    assertThat(warning(90, "2026-01-01T00:00:00Z")).isEmpty();
    assertThat(warning(90, "2026-03-02T00:00:00Z")).isEmpty();
    assertThat(warning(90, "2026-03-02T00:00:01Z")).isPresent();
  }

  @Test
  void expiredCertificateSaysSince() {
    assertThat(warning(90, "2026-04-01T00:00:00Z").orElseThrow()).contains("in less than a day");
    assertThat(warning(90, "2026-04-04T00:00:00Z"))
        .contains(
            "The certificate for a.test expired on 2026-04-01, 3 days ago: clients refuse it;"
                + " renew it; ngrokd takes the new files within a minute");
  }

  @Test
  void certificateOfTheFutureBlamesTheClock() {
    assertThat(warning(90, "2025-12-30T00:00:00Z"))
        .contains(
            "The certificate for a.test is not valid before 2026-01-01, in 2 days:"
                + " clients refuse it; check this machine's clock (2025-12-30T00:00:00Z)");
  }

  private static Optional<String> warning(int lifeInDays, String now) {
    X509Certificate certificate =
        Fixtures.certificate("CN=a.test", "CN=CA", START, Duration.ofDays(lifeInDays));
    return IdentityCheck.expiryWarning(certificate, Instant.parse(now));
  }

  private static void assertRefused(Identity identity) {
    assertThatThrownBy(() -> IdentityCheck.requireMatchingKey(identity))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageStartingWith("The private key (")
        .hasMessageContaining("does not belong to the certificate for a.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com *.example.com|example.com|example.com|",
        "example.com|example.com|example.com|The certificate is for example.com and lacks *.example.com: browsers will warn visitors of https tunnels",
        "example.com|example.com|''|", // nobody sees it but clients
        "*.example.com|example.com|example.com|The certificate is for *.example.com and lacks example.com itself: clients with this name in server_addr will refuse it",
        "other.test *.other.test|example.com|example.com|The certificate is for other.test, *.other.test and not for example.com nor *.example.com: clients and visitors' browsers will refuse it",
        "example.com|example.com|v.example|The certificate is for example.com and lacks *.v.example: ",
        "192.0.2.1|192.0.2.1|192.0.2.1|",
      })
  void namesThatAreMissingAreTold(
      String names, String domain, String visited, @Nullable String warning) {
    X509Certificate certificate =
        selfSigned(
            "CN=x",
            Stream.of(names.split(" ", -1))
                .map(name -> name.matches("[0-9.]+") ? Fixtures.ip(name) : Fixtures.dns(name))
                .toArray(GeneralName[]::new));

    Optional<String> told = IdentityCheck.domainWarning(certificate, domain, visited);

    assertThat(told.orElse("")).startsWith(warning == null ? "" : warning);
    assertThat(told.isPresent()).isEqualTo(warning != null);
  }
}
