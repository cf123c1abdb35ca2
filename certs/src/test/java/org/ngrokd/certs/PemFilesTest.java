package org.ngrokd.certs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ngrokd.certs.Fixtures.pem;
import static org.ngrokd.certs.Fixtures.write;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {
  private static final X509Certificate A = Fixtures.selfSigned("CN=a");
  private static final X509Certificate B = Fixtures.selfSigned("CN=b");

  @TempDir private Path directory;

  @Test
  void severalCertificatesComeInTheOrderOfTheFile() {
    Path file = file(pem(A) + pem(B));

    assertThat(PemFiles.readCertificates(file)).containsExactly(A, B);
  }

  @Test
  void textAroundTheBlocksIsSkipped() {
    Path file =
        file("Bag Attributes: Müller\nsubject=/CN=a\n" + pem(A) + "and\n\n" + pem(B) + "end");

    assertThat(PemFiles.readCertificates(file)).containsExactly(A, B);
  }

  @Test
  void windowsLineEndsAndIndentsAreFine() {
    Path file = file(pem(A).replace("\r", "").replace("\n", " \r\n "));

    assertThat(PemFiles.readCertificates(file)).containsExactly(A);
  }

  @Test
  void certificatesAreFoundBesideTheirKey() {
    Path file = file(pem(Fixtures.EC.getPrivate()) + pem(A));

    assertThat(PemFiles.readCertificates(file)).containsExactly(A);
  }

  @Test
  void missingFileIsNamed() {
    Path file = directory.resolve("nowhere.pem");

    failure(() -> PemFiles.readCertificates(file))
        .hasMessage("Cannot read the certificate %s: there is no such file; check the path", file);
    failure(() -> PemFiles.readPrivateKey(file))
        .hasMessage("Cannot read the private key %s: there is no such file; check the path", file);
  }

  @Test
  void directoryIsNotAFile() {
    failure(() -> PemFiles.readCertificates(directory)).hasMessageContaining("it is a directory");
  }

  @Test
  void deniedFileSaysWhoMustBeAllowed() {
    Path file = directory.resolve("key.pem");

    assertThat(FileFault.reading("private key", file, new AccessDeniedException(file.toString())))
        .hasMessageStartingWith("Cannot read the private key %s: permission denied;", file)
        .hasMessageContaining("chown");
  }

  @Test
  void swappedFilesAreRecognised() {
    Path certificate = file(pem(A));
    Path key = write(directory.resolve("key.pem"), pem(Fixtures.RSA.getPrivate()));

    failure(() -> PemFiles.readCertificates(key))
        .hasMessage(
            "Cannot read the certificate %s: it holds a private key, not a certificate:"
                + " are the files of certificate and key swapped?",
            key);
    failure(() -> PemFiles.readPrivateKey(certificate))
        .hasMessage(
            "Cannot read the private key %s: it holds a certificate, not a private key:"
                + " are the files of certificate and key swapped?",
            certificate);
  }

  @Test
  void fileWithoutBlocksHoldsNothing() {
    Path file = file("hello");

    failure(() -> PemFiles.readCertificates(file)).hasMessageContaining("it holds no certificate");
    failure(() -> PemFiles.readPrivateKey(file)).hasMessageContaining("it holds no private key");
  }

  @Test
  void certificateInDerFormSaysHowToConvertIt() throws Exception {
    Path file = Files.write(directory.resolve("a.der"), A.getEncoded());

    failure(() -> PemFiles.readCertificates(file))
        .hasMessageContaining("openssl x509 -inform der -in %s", file);
  }

  @Test
  void requestIsNoCertificate() {
    Path file =
        file("-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n");

    failure(() -> PemFiles.readCertificates(file)).hasMessageContaining("a certificate request");
  }

  @Test
  void cutOffCertificateIsNone() {
    Path file = file(pem(A).substring(0, 300));

    failure(() -> PemFiles.readCertificates(file)).hasMessageContaining("it holds no certificate");
  }

  @Test
  void cutOffCertificateDoesNotSpoilTheNext() {
    Path file = file(pem(A).substring(0, 300) + "\n" + pem(B));

    assertThat(PemFiles.readCertificates(file)).containsExactly(B);
  }

  @Test
  void damagedCertificateIsCounted() {
    String noBase64 = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
    String noDer = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    failure(() -> PemFiles.readCertificates(file(pem(A) + noBase64)))
        .hasMessageContaining("number 2 in it is damaged");
    failure(() -> PemFiles.readCertificates(file(noDer)))
        .hasMessageContaining("number 1 in it is damaged");
  }

  @Test
  void emptyFileHoldsNoCertificate() throws IOException {
    Path file = Files.write(directory.resolve("empty"), "".getBytes(ISO_8859_1));

    failure(() -> PemFiles.readCertificates(file)).hasMessageContaining("it holds no certificate");
  }

  private Path file(String text) {
    return write(directory.resolve("file.pem"), text);
  }

  /** Every failure is one line without a stack trace. */
  private static AbstractThrowableAssert<?, ? extends Throwable> failure(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(CertificateFileException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
