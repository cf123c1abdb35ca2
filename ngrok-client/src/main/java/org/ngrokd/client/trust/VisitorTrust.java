package org.ngrokd.client.trust;

import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.streams.net.TlsContexts;

/**
 * Lets in visitors who show a certificate of some CAs, whatever its name. Immutable and safe from
 * any thread.
 */
public final class VisitorTrust extends X509ExtendedTrustManager {
  private final ChainTrust cas;

  private VisitorTrust(ChainTrust cas) {
    this.cas = cas;
  }

  /**
   * Trust in whom the CAs in these files vouch for.
   *
   * @param files at least one; all CAs of each count
   * @throws org.ngrokd.certs.CertificateFileException when one cannot be read
   */
  public static VisitorTrust ofCas(List<Path> files) {
    return new VisitorTrust(
        ChainTrust.of(
            files.stream().flatMap(file -> PemFiles.readCertificates(file).stream()).toList()));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      cas.checkClient(chain, authType);
    } catch (CertificateException e) {
      throw TlsContexts.refusal(e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is no client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is no client");
  }

  /** Visitors are told, so that browsers offer the right one. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return cas.roots();
  }
}
