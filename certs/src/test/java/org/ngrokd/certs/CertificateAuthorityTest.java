package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ngrokd.certs.Fixtures.NOW;

import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateAuthorityTest {
  private static final CertificateAuthority CA =
      CertificateAuthority.create("Test CA", KeyKind.ECDSA_P256, NOW);

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void caSignsItselfAndMaySignOthers(KeyKind kind) throws Exception {
    X509Certificate ca = CertificateAuthority.create("Test CA", kind, NOW).certificate();

    ca.verify(ca.getPublicKey());
    assertThat(ca.getSubjectX500Principal().getName()).isEqualTo("CN=Test CA");
    assertThat(ca.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(ca.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    assertThat(usage(ca)).containsExactly(5, 6);
    assertThat(ca.getExtensionValue("2.5.29.14")).isNotNull();
  }

  @Test
  void caLastsTenYearsFromYesterday() {
    assertThat(CA.certificate().getNotBefore().toInstant()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(CA.certificate().getNotAfter().toInstant()).isEqualTo("2036-11-21T12:00:00Z");
  }

  @Test
  void serverHasTheDomainAndEveryNameBelowIt() throws Exception {
    Identity server = CA.issueServer("Example.com", KeyKind.ECDSA_P256, NOW);

    assertThat(server.chain()).containsExactly(server.leaf(), CA.certificate());
    server.leaf().verify(CA.certificate().getPublicKey());
    assertThat(CertificateNames.of(server.leaf())).containsExactly("example.com", "*.example.com");
    assertThat(server.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=example.com");
    assertThat(server.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.leaf().getBasicConstraints()).isEqualTo(-1);
    assertThatCode(() -> IdentityCheck.requireMatchingKey(server)).doesNotThrowAnyException();
  }

  @Test
  void onlyRsaKeysEncipher() {
    assertThat(usage(CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW).leaf())).containsExactly(0);
    assertThat(usage(CA.issueServer("a.test", KeyKind.RSA_2048, NOW).leaf())).containsExactly(0, 2);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.1", "[2001:db8::1], 2001:db8:0:0:0:0:0:1"})
  void addressIsTheOnlyName(String address, String name) {
    X509Certificate leaf = CA.issueServer(address, KeyKind.ECDSA_P256, NOW).leaf();

    assertThat(CertificateNames.of(leaf)).containsExactly(name);
    assertThat(CertificateNames.matches(leaf, address)).isTrue();
  }

  @Test
  void nameTooLongForASubjectIsAnAlternativeNameOnly() {
    String domain = "a".repeat(60) + ".example.com";

    X509Certificate leaf = CA.issueServer(domain, KeyKind.ECDSA_P256, NOW).leaf();

    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
    assertThat(CertificateNames.matches(leaf, domain)).isTrue();
  }

  @Test
  void unicodeDomainBecomesItsALabel() {
    X509Certificate leaf = CA.issueServer("bücher.example", KeyKind.ECDSA_P256, NOW).leaf();

    assertThat(CertificateNames.of(leaf))
        .containsExactly("xn--bcher-kva.example", "*.xn--bcher-kva.example");
  }

  @Test
  void badDomainIsRefused() {
    assertThatThrownBy(() -> CA.issueServer("https://example.com", KeyKind.ECDSA_P256, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a domain name");
  }

  @Test
  void serverLasts825DaysFromYesterday() {
    X509Certificate leaf = CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW).leaf();

    assertThat(leaf.getNotBefore().toInstant()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(leaf.getNotAfter().toInstant())
        .isEqualTo(Instant.parse("2026-11-21T12:00:00Z").plus(Duration.ofDays(825)));
  }

  @Test
  void serverNeverOutlivesTheCa() {
    Instant late = Instant.parse("2036-01-01T00:00:00Z");

    assertThat(CA.issueServer("a.test", KeyKind.ECDSA_P256, late).leaf().getNotAfter())
        .isEqualTo(CA.certificate().getNotAfter());
  }

  @Test
  void expiredCaIssuesNothing() {
    Instant tooLate = Instant.parse("2036-11-21T12:00:00Z");

    assertThatThrownBy(() -> CA.issueServer("a.test", KeyKind.ECDSA_P256, tooLate))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("expired at 2036-11-21T12:00:00Z");
  }

  @Test
  void serialNumbersAreSixteenPositiveBytesAndDiffer() {
    X509Certificate one = CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW).leaf();
    X509Certificate two = CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW).leaf();

    assertThat(one.getSerialNumber()).isPositive().isNotEqualTo(two.getSerialNumber());
    assertThat(one.getSerialNumber().toByteArray()).hasSize(16);
  }

  @Test
  void serverPointsAtTheKeyOfTheCa() throws Exception {
    X509Certificate leaf = CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW).leaf();

    var authority =
        AuthorityKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(leaf).getExtensions());
    var subject =
        SubjectKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(CA.certificate()).getExtensions());

    assertThat(authority.getKeyIdentifierOctets()).isEqualTo(subject.getKeyIdentifier());
    assertThat(leaf.getExtensionValue(Extension.subjectKeyIdentifier.getId())).isNotNull();
  }

  @Test
  void caReadFromFilesSignsAsBefore() throws Exception {
    CertificateAuthority again = CertificateAuthority.of(CA.certificate(), CA.key());

    Identity server = again.issueServer("a.test", KeyKind.RSA_2048, NOW);

    server.leaf().verify(CA.certificate().getPublicKey());
  }

  @Test
  void serverCertificateIsNoCa() {
    Identity server = CA.issueServer("a.test", KeyKind.ECDSA_P256, NOW);

    assertThatThrownBy(() -> CertificateAuthority.of(server.leaf(), server.key()))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("CN=a.test is not a CA's");
  }

  @Test
  void caWithTheKeyOfAnotherIsRefused() {
    assertThatThrownBy(() -> CertificateAuthority.of(CA.certificate(), Fixtures.EC.getPrivate()))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("does not belong to the certificate for Test CA");
  }

  @Test
  void tooLongNameOfACaIsRefused() {
    assertThatThrownBy(() -> CertificateAuthority.create("x".repeat(65), KeyKind.ECDSA_P256, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bouncyCastleIsNotRegistered() {
    assertThat(Security.getProvider("BC")).isNull();
  }

  @Test
  void keyIsMaskedInText() {
    Identity server = CA.issueServer("a.test", KeyKind.RSA_2048, NOW);

    assertThat(server).hasToString("Identity[names=[a.test, *.a.test], chain=2, key=***]");
  }

  @Test
  void identityNeedsACertificate() {
    assertThatThrownBy(() -> new Identity(List.of(), CA.key()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The bits of RFC 5280 §4.2.1.3 that are set. */
  private static List<Integer> usage(X509Certificate certificate) {
    boolean[] bits = certificate.getKeyUsage();
    return Arrays.stream(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8})
        .filter(i -> bits[i])
        .boxed()
        .toList();
  }
}
