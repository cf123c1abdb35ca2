package org.ngrokd.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.certs.PemFiles;

/**
 * Where a certificate and its key are.
 *
 * @param certificate PEM, the server's certificate first, then its chain
 * @param key PEM
 */
public record CertificateFiles(Path certificate, Path key) {
  /**
   * Reads both.
   *
   * @throws org.ngrokd.certs.CertificateFileException with a line for the user, when they cannot be
   *     read or do not belong together
   */
  Identity read() {
    Identity identity =
        new Identity(PemFiles.readCertificates(certificate), PemFiles.readPrivateKey(key));
    IdentityCheck.requireMatchingKey(identity);
    return identity;
  }

  /** Something that changes when the files do: their times and sizes. */
  String version() {
    return version(certificate) + "|" + version(key);
  }

  private static String version(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "," + attributes.size() + "," + attributes.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
