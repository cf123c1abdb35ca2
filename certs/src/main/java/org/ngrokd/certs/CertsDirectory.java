package org.ngrokd.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The directory that {@link CertsCommand} works in: a CA, which is made once and kept ({@code
 * ca.crt}, what clients trust, and {@code ca.key}), and a server's certificate and key ({@code
 * server.crt}, with the CA's behind it, and {@code server.key}).
 */
public final class CertsDirectory {
  private final PemPair ca;
  private final PemPair server;

  private CertsDirectory(Path directory) {
    this.ca = PemPair.in(directory, "ca");
    this.server = PemPair.in(directory, "server");
  }

  /** Makes the directory if there is none. */
  public static CertsDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CertificateFileException(
          "Cannot make the directory %s (%s): give another one".formatted(directory, e), e);
    }
    return new CertsDirectory(directory);
  }

  public Path caCert() {
    return ca.certificate();
  }

  public Path caKey() {
    return ca.key();
  }

  public Path serverCert() {
    return server.certificate();
  }

  public Path serverKey() {
    return server.key();
  }

  /**
   * Makes sure that no server certificate or key would be lost. A pair whose writing was
   * interrupted is none yet.
   */
  void requireNoServer() {
    if (server.isBegun()) {
      return;
    }
    for (Path file : List.of(serverCert(), serverKey())) {
      if (PemPair.isThere(file)) {
        throw new CertificateFileException(
            "%s exists already: to replace it and its partner, add --force".formatted(file));
      }
    }
  }

  /**
   * Writes what could not be written whole before: the disk was full, or the power went.
   *
   * @throws CertificateFileException when it cannot be written now, either
   */
  public void finish() {
    ca.finish();
    server.finish();
  }

  /**
   * Whether both halves of a CA are there; half a CA is refused, for it must not be lost either.
   */
  public boolean hasCa() {
    ca.finish();
    if (PemPair.isThere(caCert()) != PemPair.isThere(caKey())) {
      Path found = PemPair.isThere(caCert()) ? caCert() : caKey();
      Path missing = PemPair.isThere(caCert()) ? caKey() : caCert();
      throw new CertificateFileException(
          "%s exists but %s does not: put it back, or move the first away to make a new CA"
              .formatted(found, missing));
    }
    return PemPair.isThere(caCert());
  }

  public CertificateAuthority readCa() {
    return CertificateAuthority.of(
        PemFiles.readCertificates(caCert()).get(0), PemFiles.readPrivateKey(caKey()));
  }

  public CertificateAuthority createCa(String domain, KeyKind kind, Instant now) {
    String name = "ngrokd CA for " + domain;
    String fitting = name.length() > CertificateBuilder.MAX_COMMON_NAME ? "ngrokd CA" : name;
    CertificateAuthority made = CertificateAuthority.create(fitting, kind, now);
    ca.write(new Identity(List.of(made.certificate()), made.key()));
    return made;
  }

  public void writeServer(Identity identity) {
    server.write(identity);
  }
}
