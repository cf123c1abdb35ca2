package org.ngrokd.server.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.CertsDirectory;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.state.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that the server issues to itself: a CA made at the first start and kept, and a
 * server certificate that is renewed from it before it expires. Clients trust the CA and so notice
 * nothing.
 *
 * <p>Used by one thread at a time.
 */
public final class OwnCertificate {
  /** How long before its end the server certificate is renewed. */
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);

  private final CertsDirectory directory;
  private final String domain;
  private final KeyKind kind;

  private OwnCertificate(CertsDirectory directory, String domain, KeyKind kind) {
    this.directory = directory;
    this.domain = domain;
    this.kind = kind;
  }

  /** The certificate for this domain, kept in the state directory. */
  public static OwnCertificate in(StateDirectory state, String domain, KeyKind kind) {
    Path directory = state.directory("certs");
    return new OwnCertificate(CertsDirectory.open(directory), domain, kind);
  }

  /** Where it is. */
  CertificateFiles files() {
    return new CertificateFiles(directory.serverCert(), directory.serverKey());
  }

  /**
   * Makes what is missing: the CA, and a server certificate if there is none, or it is for another
   * domain, or has another kind of key, or ends soon.
   */
  void renewIfNeeded(Instant now) {
    directory.finish();
    CertificateAuthority ca =
        directory.hasCa() ? directory.readCa() : directory.createCa(domain, kind, now);
    if (!isGood(now, ca.certificate())) {
      directory.writeServer(ca.issueServer(domain, kind, now));
      restrict();
      LOG.info("Made a certificate for {} and *.{} in {}", domain, domain, directory.serverCert());
    }
  }

  private static boolean isOf(KeyKind kind, X509Certificate certificate) {
    return certificate.getPublicKey().getAlgorithm().equals("RSA") == (kind == KeyKind.RSA_2048);
  }

  /** Nothing in the state directory is for others, not even what is public. */
  private void restrict() {
    StateDirectory.ownerOnly(directory.caCert());
    StateDirectory.ownerOnly(directory.serverCert());
  }

  private boolean isGood(Instant now, X509Certificate ca) {
    if (!Files.exists(directory.serverCert()) || !Files.exists(directory.serverKey())) {
      return false;
    }
    X509Certificate certificate;
    try {
      certificate = files().read().leaf();
    } catch (CertificateFileException broken) {
      LOG.warn("Making the server certificate anew: {}", broken.getMessage());
      return false;
    }
    List<String> names = CertificateNames.of(certificate);
    return names.contains(domain) && isOf(kind, certificate) && lastsLong(certificate, ca, now);
  }

  /**
   * Until well after now; near the end of the CA as long as the CA itself, more is not to be had.
   */
  private static boolean lastsLong(X509Certificate certificate, X509Certificate ca, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    return end.isAfter(now.plus(RENEW_BEFORE)) || !end.isBefore(ca.getNotAfter().toInstant());
  }
}
