package org.ngrokd.client.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.PemFiles;

/**
 * The roots that this host trusts: on Unix the system's bundle (or the file that {@code
 * SSL_CERT_FILE} names), on Windows and macOS the system's store, and everywhere the JDK's own.
 */
final class HostRoots {
  /** Debian, Red Hat, SUSE, Alpine and OpenWrt, the BSDs: the first that is there. */
  private static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"),
          Path.of("/usr/local/share/certs/ca-root-nss.crt"));

  private HostRoots() {}

  /** The system's roots beyond those of the JDK; empty where there are none or we cannot tell. */
  static List<X509Certificate> ofSystem(Map<String, String> environment) {
    String named = environment.getOrDefault("SSL_CERT_FILE", "");
    if (!named.isEmpty()) {
      return PemFiles.readCertificates(Path.of(named));
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("win")) {
      return ofKeyStore("Windows-ROOT");
    }
    if (system.contains("mac")) {
      return ofKeyStore("KeychainStore");
    }
    return BUNDLES.stream()
        .filter(Files::isReadable)
        .findFirst()
        .map(HostRoots::ofBundle)
        .orElse(List.of());
  }

  private static List<X509Certificate> ofBundle(Path bundle) {
    try {
      return PemFiles.readCertificates(bundle);
    } catch (CertificateFileException unreadable) {
      return List.of(); // the JDK's own roots are still there
    }
  }

  private static List<X509Certificate> ofKeyStore(String type) {
    List<X509Certificate> roots = new ArrayList<>();
    try {
      KeyStore store = KeyStore.getInstance(type);
      char @Nullable [] noPassword = null;
      store.load(null, noPassword);
      for (String alias : java.util.Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate root) {
          roots.add(root);
        }
      }
    } catch (GeneralSecurityException | IOException notHere) {
      return List.of();
    }
    return roots;
  }
}
