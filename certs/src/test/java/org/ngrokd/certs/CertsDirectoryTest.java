package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whatever stops the writing of a pair: the next start has all that it needs. */
class CertsDirectoryTest {
  @TempDir private Path directory;
  private CertsDirectory certs;

  @BeforeEach
  void open() {
    certs = CertsDirectory.open(directory);
  }

  /** What a file cannot be moved over. */
  private Path obstacle(String name) throws IOException {
    Path file = Files.createDirectory(directory.resolve(name));
    Files.writeString(file.resolve("in the way"), "");
    return file;
  }

  private static void remove(Path obstacle) throws IOException {
    Files.delete(obstacle.resolve("in the way"));
    Files.delete(obstacle);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void createCa() {
    certs.createCa("example.com", KeyKind.ECDSA_P256, Fixtures.NOW);
  }

  @Test
  void caThatCouldNotBeBegunIsNone() throws IOException {
    Path obstacle = obstacle("ca.begun.pem");
    assertThatThrownBy(this::createCa).isInstanceOf(CertificateFileException.class);

    remove(obstacle);

    assertThat(certs.hasCa()).isFalse();
    createCa();
    assertThat(names()).containsExactly("ca.crt", "ca.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.key", "ca.crt"})
  void caThatCouldNotBeWrittenWholeIsFinishedAtTheNextStart(String failing) throws IOException {
    Path obstacle = obstacle(failing);
    assertThatThrownBy(this::createCa)
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining(failing);
    remove(obstacle);

    assertThat(certs.hasCa()).isTrue();

    assertThat(names()).containsExactly("ca.crt", "ca.key");
    assertThat(certs.readCa().certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=ngrokd CA for example.com");
  }

  @Test
  void caWhoseLastStepWasInterruptedStaysAsItIs() throws IOException {
    createCa();
    Path begun = directory.resolve("ca.begun.pem");
    String before = Files.readString(certs.caCert());
    Files.writeString(begun, Files.readString(certs.caKey()) + before);

    assertThat(certs.hasCa()).isTrue();

    assertThat(certs.caCert()).hasContent(before);
    assertThat(names()).containsExactly("ca.crt", "ca.key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.begun.pem", "server.key", "server.crt"})
  void commandThatWasInterruptedIsJustRepeated(String failing) throws IOException {
    Path obstacle = obstacle(failing);
    assertThat(command("-force")).isEqualTo(1);
    remove(obstacle);

    assertThat(command()).isZero();

    assertThat(names()).containsExactly("ca.crt", "ca.key", "server.crt", "server.key");
    IdentityCheck.requireMatchingKey(
        new Identity(
            PemFiles.readCertificates(certs.serverCert()),
            PemFiles.readPrivateKey(certs.serverKey())));
  }

  private int command(String... further) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new CommandLine(new CertsCommand())
        .setOut(nowhere)
        .setErr(nowhere)
        .execute(
            Stream.concat(
                    Stream.of("-domain", "example.com", "-out", directory.toString()),
                    Stream.of(further))
                .toArray(String[]::new));
  }

  @Test
  void serverPairThatCouldNotBeWrittenWholeIsFinished() throws IOException {
    createCa();
    Identity first = certs.readCa().issueServer("a.test", KeyKind.ECDSA_P256, Fixtures.NOW);
    Identity second = certs.readCa().issueServer("b.test", KeyKind.ECDSA_P256, Fixtures.NOW);
    certs.writeServer(first);
    Files.delete(certs.serverCert());
    Path obstacle = obstacle("server.crt");
    assertThatThrownBy(() -> certs.writeServer(second))
        .isInstanceOf(CertificateFileException.class);
    remove(obstacle);

    certs.finish();

    assertThat(PemFiles.readPrivateKey(certs.serverKey())).isEqualTo(second.key());
    assertThat(PemFiles.readCertificates(certs.serverCert())).isEqualTo(second.chain());
    assertThat(names()).containsExactly("ca.crt", "ca.key", "server.crt", "server.key");
  }
}
