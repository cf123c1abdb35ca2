package org.ngrokd.client.trust;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Decides whether the certificate of a local service is accepted. Immutable and safe from any
 * thread.
 */
public final class UpstreamTrust extends CertificateCheck {
  private final HostAndPort service;
  private final ChainTrust roots;

  private UpstreamTrust(HostAndPort service, ChainTrust roots) {
    this.service = service;
    this.roots = roots;
  }

  /**
   * Trust in what the roots of this host vouch for.
   *
   * @param environment where {@code SSL_CERT_FILE} may be
   */
  public static UpstreamTrust ofHostRoots(HostAndPort service, Map<String, String> environment) {
    return new UpstreamTrust(service, ChainTrust.ofJdkAnd(HostRoots.ofSystem(environment)));
  }

  /**
   * Trust in what the CA in this file vouches for.
   *
   * @throws org.ngrokd.certs.CertificateFileException when it cannot be read
   */
  public static UpstreamTrust ofCas(HostAndPort service, Path file) {
    return new UpstreamTrust(service, ChainTrust.of(PemFiles.readCertificates(file)));
  }

  /** Trust in any certificate: who answers at the address is taken for the service. */
  public static javax.net.ssl.X509TrustManager inAnybody() {
    return new CertificateCheck() {
      @Override
      void check(X509Certificate[] chain, String authType) {}
    };
  }

  @Override
  void check(X509Certificate[] chain, String authType) throws CertificateException {
    try {
      roots.check(chain, authType);
    } catch (CertificateException e) {
      boolean expired = rootOf(e) instanceof CertificateExpiredException;
      throw refused(
          chain,
          expired
              ? "expired on " + chain[0].getNotAfter().toInstant()
              : "is not trusted here (issued by " + CertificateText.issuer(chain[0]) + ")");
    }
    if (!CertificateNames.matches(chain[0], service.host())) {
      throw refused(chain, "is for " + CertificateText.names(chain[0]));
    }
  }

  private UntrustedServerException refused(X509Certificate[] chain, String why) {
    return new UntrustedServerException(
        "The certificate of the local service "
            + service
            + " "
            + why
            + ". Set verify_upstream: false if you trust the way there, or verify_upstream to a"
            + " file with its CA",
        chain);
  }
}
