package org.ngrokd.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The directory that {@link CertsCommand} works in: a CA, which is made once and kept, and a
 * server's certificate and key.
 *
 * @param caCert {@code ca.crt}, what clients trust
 * @param caKey {@code ca.key}
 * @param serverCert {@code server.crt}: the server's certificate, then the CA's
 * @param serverKey {@code server.key}
 */
public record CertsDirectory(Path caCert, Path caKey, Path serverCert, Path serverKey) {
  /** Makes the directory if there is none. */
  public static CertsDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CertificateFileException(
          "Cannot make the directory %s (%s): give another one".formatted(directory, e), e);
    }
    return new CertsDirectory(
        directory.resolve("ca.crt"),
        directory.resolve("ca.key"),
        directory.resolve("server.crt"),
        directory.resolve("server.key"));
  }

  /** Makes sure that no server certificate or key would be lost. */
  void requireNoServer() {
    for (Path file : List.of(serverCert, serverKey)) {
      if (isThere(file)) {
        throw new CertificateFileException(
            "%s exists already: to replace it and its partner, add --force".formatted(file));
      }
    }
  }

  /**
   * Whether both halves of a CA are there; half a CA is refused, for it must not be lost either.
   */
  public boolean hasCa() {
    if (isThere(caCert) != isThere(caKey)) {
      Path found = isThere(caCert) ? caCert : caKey;
      Path missing = isThere(caCert) ? caKey : caCert;
      throw new CertificateFileException(
          "%s exists but %s does not: put it back, or move the first away to make a new CA"
              .formatted(found, missing));
    }
    return isThere(caCert);
  }

  public CertificateAuthority readCa() {
    return CertificateAuthority.of(
        PemFiles.readCertificates(caCert).get(0), PemFiles.readPrivateKey(caKey));
  }

  public CertificateAuthority createCa(String domain, KeyKind kind, Instant now) {
    String name = "ngrokd CA for " + domain;
    String fitting = name.length() > CertificateBuilder.MAX_COMMON_NAME ? "ngrokd CA" : name;
    CertificateAuthority ca = CertificateAuthority.create(fitting, kind, now);
    PemFiles.writePrivateKey(caKey, ca.key());
    PemFiles.writeCertificates(caCert, List.of(ca.certificate()));
    return ca;
  }

  public void writeServer(Identity server) {
    PemFiles.writePrivateKey(serverKey, server.key());
    PemFiles.writeCertificates(serverCert, server.chain());
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
