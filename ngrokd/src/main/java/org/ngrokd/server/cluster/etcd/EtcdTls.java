package org.ngrokd.server.cluster.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.Failures;

/** TLS with a CA of somebody's own. */
final class EtcdTls {
  private EtcdTls() {}

  /**
   * Trusts the certificates of this file, and no others.
   *
   * @throws org.ngrokd.certs.CertificateFileException when it cannot be read
   */
  static SSLContext trusting(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate each : PemFiles.readCertificates(file)) {
        store.setCertificateEntry("ca" + number++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new UserException("No TLS with etcd: " + Failures.oneLine(e));
    }
  }
}
