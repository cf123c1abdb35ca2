package org.ngrokd.certs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that {@link CertificateAuthority} would never make, all generated anew. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final KeyPair EC = KeyKind.ECDSA_P256.newKeyPair();
  static final KeyPair RSA = KeyKind.RSA_2048.newKeyPair();

  private Fixtures() {}

  static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  static GeneralName ip(String address) {
    return new GeneralName(GeneralName.iPAddress, address);
  }

  /** Self-signed by {@link #EC}, a year long, with these alternative names; none, no extension. */
  static X509Certificate selfSigned(String subject, GeneralName... names) {
    return certificate(
        subject, subject, NOW.minus(Duration.ofDays(1)), Duration.ofDays(365), names);
  }

  static X509Certificate issuedBy(String issuer, String subject) {
    return certificate(subject, issuer, NOW.minus(Duration.ofDays(1)), Duration.ofDays(365));
  }

  static X509Certificate issuedBy(X500Principal issuer, String subject) {
    X500Name encoded = X500Name.getInstance(issuer.getEncoded());
    return certificate(subject, encoded, NOW.minus(Duration.ofDays(1)), Duration.ofDays(365));
  }

  static X509Certificate certificate(
      String subject, String issuer, Instant from, Duration life, GeneralName... names) {
    return certificate(subject, new X500Name(issuer), from, life, names);
  }

  private static X509Certificate certificate(
      String subject, X500Name issuer, Instant from, Duration life, GeneralName... names) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.TEN,
              Date.from(from),
              Date.from(from.plus(life)),
              new X500Name(subject),
              EC.getPublic());
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(EC.getPrivate())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As OpenSSL writes it: PKCS#1 for RSA keys, SEC1 for EC keys. */
  static String pem(Object thing) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(thing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
