package org.ngrokd.server.cluster.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.ngrokd.certs.PemTrust;
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
      return PemTrust.of(file);
    } catch (GeneralSecurityException | IOException e) {
      throw new UserException("No TLS with etcd: " + Failures.oneLine(e));
    }
  }
}
