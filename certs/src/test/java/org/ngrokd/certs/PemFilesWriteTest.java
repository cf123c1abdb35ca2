package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesWriteTest {
  private static final X509Certificate A = Fixtures.selfSigned("CN=a");
  private static final X509Certificate B = Fixtures.selfSigned("CN=b");

  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsReadBack() {
    Path certificates = directory.resolve("a.crt");
    Path key = directory.resolve("a.key");

    PemFiles.writeCertificates(certificates, List.of(A, B));
    PemFiles.writePrivateKey(key, Fixtures.RSA.getPrivate());

    assertThat(PemFiles.readCertificates(certificates)).containsExactly(A, B);
    assertThat(PemFiles.readPrivateKey(key)).isEqualTo(Fixtures.RSA.getPrivate());
    assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void keyIsForItsOwnerOnlyAndCertificatesForAll() throws IOException {
    assumePosix();
    Path certificates = directory.resolve("a.crt");
    Path key = directory.resolve("a.key");

    PemFiles.writeCertificates(certificates, List.of(A));
    PemFiles.writePrivateKey(key, Fixtures.EC.getPrivate());

    assertThat(mode(certificates)).isEqualTo("rw-r--r--");
    assertThat(mode(key)).isEqualTo("rw-------");
  }

  @Test
  void keyReplacesAFileThatOthersCouldRead() throws IOException {
    assumePosix();
    Path key = Fixtures.write(directory.resolve("a.key"), "old");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));

    PemFiles.writePrivateKey(key, Fixtures.EC.getPrivate());

    assertThat(mode(key)).isEqualTo("rw-------");
    assertThat(PemFiles.readPrivateKey(key)).isEqualTo(Fixtures.EC.getPrivate());
  }

  @Test
  void openReaderKeepsTheOldFileWhole() throws IOException {
    Path file = Fixtures.write(directory.resolve("a.crt"), "old");

    try (var reader = Files.newBufferedReader(file)) {
      PemFiles.writeCertificates(file, List.of(A));

      assertThat(reader.readLine()).isEqualTo("old");
    }
    assertThat(PemFiles.readCertificates(file)).containsExactly(A);
  }

  @Test
  void nothingIsLeftOverAfterSuccess() throws IOException {
    PemFiles.writePrivateKey(directory.resolve("a.key"), Fixtures.EC.getPrivate());

    assertThat(names()).containsExactly("a.key");
  }

  @Test
  void nothingIsLeftOverAfterFailure() throws IOException {
    Path inTheWay = Files.createDirectories(directory.resolve("a.key"));
    Fixtures.write(inTheWay.resolve("file"), "so that it cannot be replaced");

    assertThatThrownBy(() -> PemFiles.writePrivateKey(inTheWay, Fixtures.EC.getPrivate()))
        .isInstanceOf(CertificateFileException.class)
        .hasMessage("Cannot write the private key %s: it is a directory; move it away", inTheWay);
    assertThat(names()).containsExactly("a.key");
  }

  @Test
  void missingDirectoryIsExplained() {
    Path file = directory.resolve("nowhere").resolve("a.crt");

    assertThatThrownBy(() -> PemFiles.writeCertificates(file, List.of(A)))
        .isInstanceOf(CertificateFileException.class)
        .hasMessage(
            "Cannot write the certificate %s: its directory does not exist; create it first", file);
  }

  @Test
  void bareFileNameIsInTheWorkingDirectory() throws IOException {
    Path bare = Path.of("pem-files-write-test.crt");
    try {
      PemFiles.writeCertificates(bare, List.of(A));

      assertThat(PemFiles.readCertificates(bare)).containsExactly(A);
    } finally {
      Files.deleteIfExists(bare);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private void assumePosix() {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
  }
}
