package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.certs.Fixtures.dns;
import static org.ngrokd.certs.Fixtures.ip;
import static org.ngrokd.certs.Fixtures.selfSigned;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateNamesTest {
  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "example.com,           example.com,           true",
    "example.com,           EXAMPLE.Com,           true",
    "ExAmple.COM,           example.com,           true",
    "example.com,           example.com.,          true",
    "example.com,           example.com..,         false",
    "example.com,           a.example.com,         false",
    "example.com,           example.com.evil.test, false",
    "example.com,           notexample.com,        false",
    "*.example.com,         a.example.com,         true",
    "*.example.com,         A.EXAMPLE.COM.,        true",
    "*.example.com,         example.com,           false",
    "*.example.com,         .example.com,          false",
    "*.example.com,         a.b.example.com,       false",
    "*.example.com,         a.example.org,         false",
    "*.example.com,         *.example.com,         false",
    "*.example.com,         xn--bcher-kva.example.com, true",
    "a*.example.com,        ab.example.com,        false",
    "*a.example.com,        ba.example.com,        false",
    "a.*.com,               a.b.com,               false",
    "*.*.example.com,       a.b.example.com,       false",
    "*,                     localhost,             false",
    "xn--bcher-kva.example, bücher.example,        true",
    "xn--bcher-kva.example, BÜCHER.example,        true",
    "xn--bcher-kva.example, xn--bcher-kva.EXAMPLE, true",
    "example.com,           '',                    false",
    "example.com,           '.',                   false",
    "192.0.2.1,             192.0.2.1,             false",
    "192.0.2.1,             192.0.2.1.,            false",
    "192.0.2.1,             １９２.0.2.1,            false",
    "*.0.2.1,               192.0.2.1,             false",
  })
  void dnsNameCoversHost(String name, String host, boolean expected) {
    X509Certificate certificate = selfSigned("CN=other", dns(name));

    assertThat(CertificateNames.matches(certificate, host)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "192.0.2.1,   192.0.2.1,               true",
    "192.0.2.1,   192.0.2.1.,              true",
    "192.0.2.1,   192.0.2.2,               false",
    "192.0.2.1,   192.0.2.01,              false",
    "192.0.2.1,   3221225985,              false",
    "192.0.2.1,   ::ffff:192.0.2.1,        true",
    "127.0.0.1,   127.1,                   false",
    "2001:db8::1, 2001:db8::1,             true",
    "2001:db8::1, 2001:DB8:0:0:0:0:0:1,    true",
    "2001:db8::1, 2001:0db8:0000::0001,    true",
    "2001:db8::1, [2001:db8::1],           true",
    "2001:db8::1, 2001:db8::2,             false",
    "fe80::1,     fe80::1%eth0,            true",
    "::1,         [::1],                   true",
    "::1,         g::1,                    false",
  })
  void addressCoversItsEverySpelling(String address, String host, boolean expected) {
    X509Certificate certificate = selfSigned("CN=other", ip(address));

    assertThat(CertificateNames.matches(certificate, host)).isEqualTo(expected);
  }

  @Test
  void commonNameCountsWithoutAlternativeNames() {
    X509Certificate certificate = selfSigned("O=Tutorial,OU=ngrok,CN=*.ngrok.example.com");

    assertThat(CertificateNames.of(certificate)).containsExactly("*.ngrok.example.com");
    assertThat(CertificateNames.matches(certificate, "a.ngrok.example.com")).isTrue();
    assertThat(CertificateNames.matches(certificate, "ngrok.example.com")).isFalse();
  }

  @Test
  void commonNameIsIgnoredBesideAlternativeNames() {
    X509Certificate certificate = selfSigned("CN=old.example.com", dns("new.example.com"));

    assertThat(CertificateNames.of(certificate)).containsExactly("new.example.com");
    assertThat(CertificateNames.matches(certificate, "old.example.com")).isFalse();
  }

  @Test
  void commonNameIsIgnoredBesideAlternativeNamesOfOtherKinds() {
    GeneralName mail = new GeneralName(GeneralName.rfc822Name, "root@example.com");
    X509Certificate certificate = selfSigned("CN=example.com", mail);

    assertThat(CertificateNames.of(certificate)).isEmpty();
    assertThat(CertificateNames.matches(certificate, "example.com")).isFalse();
  }

  @Test
  void commonNameIsNeverAnAddress() {
    X509Certificate certificate = selfSigned("CN=192.0.2.1");

    assertThat(CertificateNames.matches(certificate, "192.0.2.1")).isFalse();
  }

  @Test
  void mostSpecificCommonNameCounts() {
    X509Certificate certificate = selfSigned("CN=outer.example.com,CN=inner.example.com");

    assertThat(CertificateNames.of(certificate)).containsExactly("inner.example.com");
  }

  @Test
  void commonNameInUnicodeIsComparedAsItsALabel() {
    X509Certificate certificate = selfSigned("CN=*.bücher.example");

    assertThat(CertificateNames.matches(certificate, "a.xn--bcher-kva.example")).isTrue();
  }

  @Test
  void namesKeepTheOrderOfTheCertificate() {
    X509Certificate certificate =
        selfSigned("CN=x", dns("b.example.com"), ip("192.0.2.1"), dns("*.a.example.com"));

    assertThat(CertificateNames.of(certificate))
        .containsExactly("b.example.com", "192.0.2.1", "*.a.example.com");
  }

  @Test
  void certificateWithoutAnyNameHasNone() {
    X509Certificate certificate = selfSigned("O=Nameless");

    assertThat(CertificateNames.of(certificate)).isEmpty();
    assertThat(CertificateNames.matches(certificate, "Nameless")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2", "1", "256.1.1.1", "01.2.3.4", "g::1", ":", "1::2::3", ".::1", "", "a:b.c"})
  void textThatOnlyLooksLikeAnAddressIsNotLookedUp(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
  }
}
