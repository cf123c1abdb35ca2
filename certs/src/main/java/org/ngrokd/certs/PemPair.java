package org.ngrokd.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A certificate and its key in two files, written so that whoever comes next can finish what was
 * begun: both go into one file first. Whatever stops the writing, a full disk or a power cut,
 * nothing was begun yet, or {@link #finish} has all that it needs.
 *
 * @param certificate with its chain
 * @param key of the certificate
 * @param begun holds both while they are being written, and is not there otherwise
 */
record PemPair(Path certificate, Path key, Path begun) {
  /** {@code NAME.crt}, {@code NAME.key} and {@code NAME.begun.pem}. */
  static PemPair in(Path directory, String name) {
    return new PemPair(
        directory.resolve(name + ".crt"),
        directory.resolve(name + ".key"),
        directory.resolve(name + ".begun.pem"));
  }

  /**
   * Writes both.
   *
   * @throws CertificateFileException when that cannot be done now
   */
  void write(Identity identity) {
    PemFiles.writeIdentity(begun, identity);
    finish();
  }

  /** Whether writing was interrupted. */
  boolean isBegun() {
    return isThere(begun);
  }

  /**
   * Finishes what was begun; does nothing when nothing was.
   *
   * @throws CertificateFileException when that cannot be done now, either
   */
  void finish() {
    if (!isBegun()) {
      return;
    }
    Identity identity =
        new Identity(PemFiles.readCertificates(begun), PemFiles.readPrivateKey(begun));
    PemFiles.writePrivateKey(key, identity.key());
    PemFiles.writeCertificates(certificate, identity.chain());
    try {
      Files.delete(begun);
    } catch (IOException e) {
      throw FileFault.writing("finished pair", begun, e);
    }
  }

  static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
