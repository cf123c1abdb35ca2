package org.ngrokd.server.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;

/** Certificates as a CA would issue them, of any life; signed by an issuer that nobody knows. */
public final class TestIdentities {
  private static final KeyPair ISSUER = KeyKind.ECDSA_P256.newKeyPair();
  private static final KeyPair ECDSA = KeyKind.ECDSA_P256.newKeyPair();
  private static final AtomicLong SERIAL = new AtomicLong(1000);

  private TestIdentities() {}

  /** For these names; each one has another serial number, all have the same key. */
  public static Identity of(Instant from, Instant until, String... names) {
    return of(ECDSA, from, until, names);
  }

  /** With a key of this kind. */
  public static Identity of(KeyPair key, Instant from, Instant until, String... names) {
    GeneralName[] all = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      all[i] = new GeneralName(GeneralName.dNSName, names[i]);
    }
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=Issuer of tests"),
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              new X500Principal("CN=" + names[0]),
              key.getPublic());
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
      X509Certificate leaf =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(ISSUER.getPrivate())));
      return new Identity(List.of(leaf), key.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
