package org.ngrokd.certs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.ngrokd.kit.files.AtomicFile;

/**
 * Certificates and private keys in PEM files, as OpenSSL and Let's Encrypt write them.
 *
 * <p>Text around the blocks, Windows line ends, and a certificate and key in one file are fine.
 * Every failure is a {@link CertificateFileException} whose message names the file and the way out.
 */
public final class PemFiles {
  private static final String CERTIFICATE = "certificate";
  private static final String PRIVATE_KEY = "private key";

  private PemFiles() {}

  /**
   * All certificates of the file, in its order; at least one.
   *
   * @throws CertificateFileException if there is none, or one cannot be read
   */
  public static List<X509Certificate> readCertificates(Path file) {
    List<PemBlock> blocks = blocks(file, CERTIFICATE);
    List<PemBlock> certificates = blocks.stream().filter(PemBlock::isCertificate).toList();
    if (certificates.isEmpty()) {
      throw FileFault.reading(CERTIFICATE, file, whyNoCertificate(blocks, file));
    }
    List<X509Certificate> found = new ArrayList<>();
    for (PemBlock block : certificates) {
      found.add(certificate(block, file, found.size() + 1));
    }
    return List.copyOf(found);
  }

  /**
   * The first private key of the file: PKCS#8, PKCS#1 (RSA) or SEC1 (EC).
   *
   * @throws CertificateFileException if there is none, or it is encrypted, or damaged
   */
  public static PrivateKey readPrivateKey(Path file) {
    List<PemBlock> blocks = blocks(file, PRIVATE_KEY);
    PemBlock key =
        blocks.stream()
            .filter(PemBlock::isPrivateKey)
            .findFirst()
            .orElseThrow(() -> FileFault.reading(PRIVATE_KEY, file, whyNoKey(blocks)));
    if (key.isEncrypted()) {
      throw FileFault.reading(
          PRIVATE_KEY,
          file,
          "it is encrypted; ngrokd needs it without a passphrase (openssl pkey -in %s -out %s.plain)"
              .formatted(file, file));
    }
    try {
      return PrivateKeys.decode(key, blocks);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      String why = "it is damaged or no RSA or EC key (%s); give the key made for the certificate";
      throw FileFault.reading(PRIVATE_KEY, file, why.formatted(e.getMessage()), e);
    }
  }

  /**
   * Writes certificates that everybody may read: mode 0644, where there are modes and no file yet.
   * A reader sees the old file or the new one, never a part.
   *
   * @throws CertificateFileException if that fails; the old file is then still there
   */
  public static void writeCertificates(Path file, List<X509Certificate> certificates) {
    write(CERTIFICATE, file, text(certificates), AtomicFile.PUBLIC);
  }

  /**
   * Writes a private key as PKCS#8, unencrypted, that only its owner may read: mode 0600, where
   * there are modes, from the first moment on; a group that could read the old one can read the new
   * one. A reader sees the old file or the new one, never a part.
   *
   * @throws CertificateFileException if that fails; the old file is then still there
   */
  public static void writePrivateKey(Path file, PrivateKey key) {
    write(PRIVATE_KEY, file, text(file, key), AtomicFile.SECRET);
  }

  /** Writes a key and its certificates into one file, which only its owner may read. */
  public static void writeIdentity(Path file, Identity identity) {
    String text = text(file, identity.key()) + text(identity.chain());
    write(PRIVATE_KEY, file, text, AtomicFile.SECRET);
  }

  private static String text(Path file, PrivateKey key) {
    if (!"PKCS#8".equals(key.getFormat())) {
      throw FileFault.writing(PRIVATE_KEY, file, "a key kept in hardware cannot be written", null);
    }
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String text(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(pem("CERTIFICATE", encoded(certificate)));
    }
    return text.toString();
  }

  private static List<PemBlock> blocks(Path file, String what) {
    try {
      return PemBlock.in(Files.readString(file, ISO_8859_1));
    } catch (IOException e) {
      throw FileFault.reading(what, file, e);
    }
  }

  private static X509Certificate certificate(PemBlock block, Path file, int number) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      String why = "number %d in it is damaged (%s); copy the file again from where it was made";
      throw FileFault.reading(CERTIFICATE, file, why.formatted(number, e.getMessage()), e);
    }
  }

  private static String whyNoCertificate(List<PemBlock> blocks, Path file) {
    if (blocks.stream().anyMatch(PemBlock::isPrivateKey)) {
      return "it holds a private key, not a certificate: are the files of certificate and key"
          + " swapped?";
    }
    if (blocks.stream().anyMatch(block -> block.label().endsWith("CERTIFICATE REQUEST"))) {
      return "it holds a certificate request; give the certificate that the CA made from it";
    }
    return ("it holds no certificate (no complete -----BEGIN CERTIFICATE----- block); if it is a"
            + " DER file, convert it (openssl x509 -inform der -in %s -out %s.pem)")
        .formatted(file, file);
  }

  private static String whyNoKey(List<PemBlock> blocks) {
    if (blocks.stream().anyMatch(PemBlock::isCertificate)) {
      return "it holds a certificate, not a private key: are the files of certificate and key"
          + " swapped?";
    }
    return "it holds no private key (no complete -----BEGIN PRIVATE KEY----- block); give the file"
        + " that was made with the certificate, in PEM form";
  }

  private static void write(String what, Path file, String text, AtomicFile mode) {
    try {
      mode.write(file, text.getBytes(US_ASCII));
    } catch (IOException e) {
      throw FileFault.writing(what, file, e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding cannot be written", e);
    }
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }
}
