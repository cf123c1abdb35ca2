package org.ngrokd.certs;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A certificate authority of one's own: a root certificate, its key, and the server certificates it
 * signs. Immutable.
 *
 * <p>Making certificates needs Bouncy Castle on the class path, which the server has and the client
 * does not.
 */
public final class CertificateAuthority {
  private static final int CA_YEARS = 10;

  /** The longest life that Apple's systems accept for a server certificate of a private CA. */
  private static final Duration SERVER_LIFE = Duration.ofDays(825);

  /** For clients whose clock is behind. */
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  /** Where X.509 key usage says "may sign certificates" (RFC 5280 §4.2.1.3). */
  private static final int KEY_CERT_SIGN = 5;

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Makes a new CA with a new key, valid for ten years from a day before {@code now}.
   *
   * @param commonName how it calls itself
   * @throws IllegalArgumentException if that has more than the 64 characters X.509 allows
   */
  public static CertificateAuthority create(String commonName, KeyKind kind, Instant now) {
    if (commonName.length() > CertificateBuilder.MAX_COMMON_NAME) {
      throw new IllegalArgumentException("a common name has at most 64 characters: " + commonName);
    }
    KeyPair keys = kind.newKeyPair();
    Instant from = now.minus(CLOCK_SKEW);
    Instant until = from.atOffset(ZoneOffset.UTC).plusYears(CA_YEARS).toInstant();
    return new CertificateAuthority(
        CertificateBuilder.ca(commonName, keys, from, until), keys.getPrivate());
  }

  /**
   * A CA that exists already.
   *
   * @throws CertificateFileException if the certificate is not a CA's, or the key is another's
   */
  public static CertificateAuthority of(X509Certificate certificate, PrivateKey key) {
    boolean[] usage = certificate.getKeyUsage();
    boolean maySign = usage == null || usage[KEY_CERT_SIGN]; // null: not restricted
    if (certificate.getBasicConstraints() < 0 || !maySign) {
      throw new CertificateFileException(
          "The certificate %s is not a CA's and cannot sign others: give one with CA:TRUE"
              .formatted(certificate.getSubjectX500Principal().getName()));
    }
    IdentityCheck.requireMatchingKey(new Identity(List.of(certificate), key));
    return new CertificateAuthority(certificate, key);
  }

  /**
   * Makes a new key and a server certificate for it: for the domain and every name one label below
   * it, or for an IP address alone. Valid from a day before {@code now} for 825 days, but never
   * longer than the CA.
   *
   * @param domain a domain name, which is turned into A-labels, or an IP address
   * @return the key, and the server's certificate followed by the CA's
   * @throws IllegalArgumentException with one line for the user, if the domain is no such thing
   * @throws CertificateFileException if the CA has expired
   */
  public Identity issueServer(String domain, KeyKind kind, Instant now) {
    String name = DomainName.parse(domain);
    Instant end = certificate.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      throw new CertificateFileException(
          "The CA certificate expired at %s and cannot sign: move it and its key away, make new ones"
              .formatted(end));
    }
    Instant from = now.minus(CLOCK_SKEW);
    Instant until = from.plus(SERVER_LIFE);
    KeyPair keys = kind.newKeyPair();
    X509Certificate leaf =
        CertificateBuilder.server(
            this, name, keys.getPublic(), from, until.isBefore(end) ? until : end);
    return new Identity(List.of(leaf, certificate), keys.getPrivate());
  }

  /** The CA's own certificate: what clients are given to trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The CA's private key. */
  public PrivateKey key() {
    return key;
  }
}
