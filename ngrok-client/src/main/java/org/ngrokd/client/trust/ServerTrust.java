package org.ngrokd.client.trust;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.config.Trust;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Decides whether the server's certificate is accepted, and says in words what is wrong with it and
 * what cures it. Immutable and safe from any thread.
 *
 * <p>Protocol: §11.
 */
public final class ServerTrust extends CertificateCheck {
  private final HostAndPort server;
  private final Check check;

  /** Fails with a {@link UntrustedServerException} when the chain is not accepted. */
  private interface Check {
    void check(X509Certificate[] chain, String authType) throws CertificateException;
  }

  private ServerTrust(HostAndPort server, Trust trust, Map<String, String> environment) {
    this.server = server;
    this.check = check(trust, environment);
  }

  /**
   * Trust in a server.
   *
   * @param server its {@code server_addr}: the certificate must have this name
   * @param environment where {@code SSL_CERT_FILE} may be
   * @throws org.ngrokd.certs.CertificateFileException when the roots cannot be read
   */
  public static ServerTrust in(HostAndPort server, Trust trust, Map<String, String> environment) {
    return new ServerTrust(server, trust, environment);
  }

  private Check check(Trust trust, Map<String, String> environment) {
    if (trust instanceof Trust.Pinned pinned) {
      return (chain, authType) -> checkPin(pinned.fingerprint(), chain, authType);
    }
    if (trust instanceof Trust.RootCas rootCas) {
      ChainTrust roots = ChainTrust.of(PemFiles.readCertificates(rootCas.file()));
      return (chain, authType) -> checkChain(roots, chain, authType);
    }
    ChainTrust roots = ChainTrust.ofJdkAnd(HostRoots.ofSystem(environment));
    return (chain, authType) -> checkChain(roots, chain, authType);
  }

  private void checkChain(ChainTrust roots, X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      roots.check(chain, authType);
    } catch (CertificateException e) {
      throw untrusted(chain, e);
    }
    checkName(chain);
  }

  /** The server's own certificate is pinned, or a CA that vouches for it. */
  private void checkPin(Fingerprint pin, X509Certificate[] chain, String authType)
      throws CertificateException {
    if (Fingerprint.of(chain[0]).equals(pin)) {
      return;
    }
    for (X509Certificate issuer : Arrays.asList(chain).subList(1, chain.length)) {
      if (Fingerprint.of(issuer).equals(pin)) {
        checkChain(ChainTrust.of(List.of(issuer)), chain, authType);
        return;
      }
    }
    throw new UntrustedServerException(
        "The certificate of "
            + server
            + " has another fingerprint ("
            + Fingerprint.of(chain[0])
            + ") than server_fingerprint says. If the server has a new certificate, take the line"
            + " that ngrokd prints at start; if not, somebody is in between",
        chain);
  }

  private void checkName(X509Certificate[] chain) throws UntrustedServerException {
    if (!CertificateNames.matches(chain[0], server.host())) {
      throw new UntrustedServerException(
          "The certificate of "
              + server
              + " is for "
              + CertificateText.names(chain[0])
              + ", but server_addr asks for "
              + server.host()
              + ". Set server_addr to one of those names, or give the server a certificate for "
              + server.host(),
          chain);
    }
  }

  private UntrustedServerException untrusted(X509Certificate[] chain, CertificateException cause) {
    Throwable root = CertificateCheck.rootOf(cause);
    if (root instanceof CertificateExpiredException) {
      return new UntrustedServerException(
          "The certificate of "
              + server
              + " expired on "
              + chain[0].getNotAfter().toInstant()
              + ". It must be renewed on the server (or this computer's clock is wrong)",
          chain);
    }
    if (root instanceof CertificateNotYetValidException) {
      return new UntrustedServerException(
          "The certificate of "
              + server
              + " is not valid before "
              + chain[0].getNotBefore().toInstant()
              + ". Is this computer's clock right?",
          chain);
    }
    return new UntrustedServerException(
        "The certificate of "
            + server
            + " (for "
            + CertificateText.names(chain[0])
            + ", issued by "
            + CertificateText.issuer(chain[0])
            + ") is not trusted here. If it is the server's own, put the server_fingerprint line"
            + " that ngrokd prints at start into the config, or give its CA with root_cas",
        chain);
  }

  @Override
  void check(X509Certificate[] chain, String authType) throws CertificateException {
    check.check(chain, authType);
  }
}
