package org.ngrokd.server.acme.challenge;

import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.TlsVersion;

/** The certificate by which a CA sees that a name is ours (RFC 8737, 3). */
public final class ChallengeCertificate {
  /** id-pe-acmeIdentifier. */
  private static final ASN1ObjectIdentifier ACME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

  private static final Duration LIFE = Duration.ofDays(1);

  private ChallengeCertificate() {}

  /**
   * What the https port goes on with.
   *
   * @param name a host name, or an IP address
   * @param digest SHA-256 of the key authorization
   */
  public static SslContext context(String name, byte[] digest) {
    KeyPair key = KeyKind.ECDSA_P256.newKeyPair();
    try {
      return TlsContexts.server(
          List.of(certificate(name, digest, key)),
          key.getPrivate(),
          TlsVersion.TLS_1_2,
          AlpnChallenges.PROTOCOL);
    } catch (SSLException
        | GeneralSecurityException
        | CertIOException
        | OperatorCreationException e) {
      throw new IllegalStateException("this Java cannot make a certificate", e);
    }
  }

  private static X509Certificate certificate(String name, byte[] digest, KeyPair key)
      throws GeneralSecurityException, CertIOException, OperatorCreationException {
    Instant now = Instant.now();
    X500Principal self = new X500Principal("CN=challenge");
    int kind =
        NetUtil.createByteArrayFromIpAddressString(name) == null
            ? GeneralName.dNSName
            : GeneralName.iPAddress;
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            self,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(LIFE)),
            Date.from(now.plus(LIFE)),
            self,
            key.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, name)));
    builder.addExtension(ACME, true, new DEROctetString(digest));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }
}
