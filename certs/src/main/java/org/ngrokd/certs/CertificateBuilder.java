package org.ngrokd.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Puts certificates together and has them signed (RFC 5280): the only file that imports Bouncy
 * Castle. Keys and signatures are the JDK's; no provider is registered.
 */
final class CertificateBuilder {
  /** The upper bound of a common name, RFC 5280 appendix A. */
  static final int MAX_COMMON_NAME = 64;

  private static final int SERIAL_BYTES = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private CertificateBuilder() {}

  /** A certificate that a CA signs for itself. */
  static X509Certificate ca(String commonName, KeyPair keys, Instant from, Instant until) {
    X500Name name = name(commonName);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name, serial(), Date.from(from), Date.from(until), name, keys.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(Extension.subjectKeyIdentifier, false, identifier(keys.getPublic()));
      return sign(builder, keys.getPrivate());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a CA certificate", e);
    }
  }

  /** A server's certificate for a name that {@link DomainName} has checked. */
  static X509Certificate server(
      CertificateAuthority ca, String name, PublicKey key, Instant from, Instant until) {
    X500Name subject = name.length() > MAX_COMMON_NAME ? new X500NameBuilder().build() : name(name);
    // RFC 5280 §4.2.1.6: with an empty subject the names are all there is, so nobody may skip them.
    boolean namesAreCritical = subject.size() == 0;
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              ca.certificate(), serial(), Date.from(from), Date.from(until), subject, key);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, serverUsage(key))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectAlternativeName, namesAreCritical, alternativeNames(name))
          .addExtension(Extension.authorityKeyIdentifier, false, authority(ca.certificate()))
          .addExtension(Extension.subjectKeyIdentifier, false, identifier(key));
      return sign(builder, ca.key());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a server certificate", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  /** Random and positive, and always of the same length, because its top bits are 01. */
  private static BigInteger serial() {
    byte[] bytes = new byte[SERIAL_BYTES];
    RANDOM.nextBytes(bytes);
    bytes[0] = (byte) ((bytes[0] & 0x3F) | 0x40);
    return new BigInteger(bytes);
  }

  /** RSA key exchange, which old clients still want, enciphers; an EC key cannot. */
  private static KeyUsage serverUsage(PublicKey key) {
    int rsaOnly = key.getAlgorithm().equals("RSA") ? KeyUsage.keyEncipherment : 0;
    return new KeyUsage(KeyUsage.digitalSignature | rsaOnly);
  }

  private static GeneralNames alternativeNames(String name) {
    Optional<InetAddress> address = IpLiteral.parse(name);
    if (address.isPresent()) {
      DEROctetString bytes = new DEROctetString(address.get().getAddress());
      return new GeneralNames(new GeneralName(GeneralName.iPAddress, bytes));
    }
    return new GeneralNames(
        new GeneralName[] {
          new GeneralName(GeneralName.dNSName, name),
          new GeneralName(GeneralName.dNSName, "*." + name)
        });
  }

  private static SubjectKeyIdentifier identifier(PublicKey key) throws GeneralSecurityException {
    return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
  }

  /** The identifier the CA's certificate gives itself, for it may have been made another way. */
  private static AuthorityKeyIdentifier authority(X509Certificate ca)
      throws GeneralSecurityException {
    SubjectKeyIdentifier own =
        SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(ca).getExtensions());
    SubjectKeyIdentifier identifier = own == null ? identifier(ca.getPublicKey()) : own;
    return new AuthorityKeyIdentifier(identifier.getKeyIdentifier());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    String algorithm = Signatures.algorithmFor(key);
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
  }
}
