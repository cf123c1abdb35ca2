package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.testing.TestIdentities;
import org.ngrokd.streams.net.TlsVersion;

class NamedCertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final NamedCertificates named = new NamedCertificates(TlsVersion.TLS_1_2, Stapling.NONE);

  private static Identity identity(String... names) {
    return TestIdentities.of(NOW, NOW.plus(Duration.ofDays(90)), names);
  }

  @Test
  void wholeNameComesBeforeTheWildcardAboveIt() {
    Identity exact = identity("a.example.net");
    Identity wildcard = identity("*.example.net");
    named.put("a.example.net", exact);
    named.put("*.example.net", wildcard);

    assertThat(named.find("a.example.net")).contains(exact);
    assertThat(named.find("b.example.net")).contains(wildcard);
    assertThat(named.find("b.a.example.net")).as("one label only").isEmpty();
    assertThat(named.find("example.net")).isEmpty();
    assertThat(named.find("")).isEmpty();
    assertThat(named.find(".example.net")).isEmpty();
    assertThat(named.find("*")).isEmpty();
  }

  @Test
  void thoseThatEndFirstAreTold() {
    for (int day = 1; day <= 3; day++) {
      String name = day + ".example.net";
      named.put(name, TestIdentities.of(NOW, NOW.plus(Duration.ofDays(4 - day)), name));
    }

    assertThat(named.expiries(2))
        .extracting(Certificates.Expiry::name)
        .containsExactly("3.example.net", "2.example.net");
  }

  @Test
  void newOneIsShownFromThenOn() {
    named.put("a.example.net", identity("a.example.net"));
    var before = named.context("a.example.net").orElseThrow();
    assertThat(named.context("a.example.net")).contains(before);

    named.put("a.example.net", identity("a.example.net"));

    assertThat(named.context("a.example.net").orElseThrow()).isNotSameAs(before);
    named.remove("a.example.net");
    assertThat(named.context("a.example.net")).isEmpty();
  }

  /** As they come: each with a leaf of its own, an issuer that all have, and a key. */
  @Test
  void tenThousandNamesTakeLessThan100MiBAndAreFoundAtOnce() throws Exception {
    Identity one = identity("a.example.net");
    byte[] leaf = one.leaf().getEncoded();
    byte[] issuer = identity("issuer.example.net").leaf().getEncoded();
    byte[] key = one.key().getEncoded();
    long before = used();

    for (int i = 0; i < 10_000; i++) {
      leaf[leaf.length - 1] = (byte) i; // of the signature, which nobody looks at here
      leaf[leaf.length - 2] = (byte) (i >> 8);
      Identity each = new Identity(List.of(certificate(leaf), certificate(issuer)), ofEc(key));
      named.put("n" + i + ".example.net", each);
    }

    assertThat(used() - before).as("bytes").isLessThan(100L << 20);
    assertThat(named.size()).isEqualTo(10_000);
    long begin = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      assertThat(named.find("n" + i + ".example.net")).isPresent();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
  }

  private static PrivateKey ofEc(byte[] key) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
