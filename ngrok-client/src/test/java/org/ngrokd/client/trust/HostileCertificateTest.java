package org.ngrokd.client.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.ngrokd.client.config.Trust;
import org.ngrokd.protocol.testing.HostileText;
import org.ngrokd.streams.net.HostAndPort;

/** Whoever is between client and server writes into a certificate what they like. */
class HostileCertificateTest {
  /** A certificate's text is UTF-8, which has no half characters. */
  static final List<String> HOSTILE =
      HostileText.ALL.stream()
          .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
          .toList();

  private static X509Certificate certificate(String text, boolean hasNames) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    X500Name name =
        new X500NameBuilder()
            .addRDN(BCStyle.CN, new DERUTF8String(text))
            .addRDN(BCStyle.O, new DERUTF8String(text))
            .build();
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(60)),
            name,
            keys.getPublic());
    if (hasNames) {
      GeneralName[] names = new GeneralName[50];
      for (int i = 0; i < names.length; i++) {
        names[i] = new GeneralName(GeneralName.dNSName, new DERIA5String(text, false));
      }
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void whatACertificateSaysIsHarmlessAndShort(String hostile) throws Exception {
    String text = hostile.length() > 5000 ? hostile.substring(0, 5000) : hostile;
    for (boolean hasNames : new boolean[] {true, false}) {
      X509Certificate certificate = certificate(text, hasNames);
      ServerTrust trust =
          ServerTrust.in(HostAndPort.parse("tunnel.example:4443"), new Trust.HostRoots(), Map.of());

      Throwable refused =
          catchThrowable(
              () -> trust.checkServerTrusted(new X509Certificate[] {certificate}, "ECDHE_ECDSA"));

      String said = UntrustedServerException.messageIn(refused).orElseThrow();
      assertThat(said).contains("is not trusted here");
      HostileText.assertHarmless(said, 10_000);
      assertThat(said.lines()).hasSize(1);
    }
  }
}
