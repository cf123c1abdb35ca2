package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CertsCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void makesACaAndAServerCertificate() throws IOException {
    Path certs = directory.resolve("new").resolve("certs");

    assertThat(run("--domain", "example.com", "--out", certs.toString())).isZero();

    try (Stream<Path> files = Files.list(certs)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.crt", "ca.key", "server.crt", "server.key");
    }
    Identity server = server(certs);
    IdentityCheck.requireMatchingKey(server);
    assertThat(CertificateNames.of(server.leaf())).containsExactly("example.com", "*.example.com");
    assertThat(server.chain()).hasSize(2).endsWith(ca(certs));
    assertThat(server.key().getAlgorithm()).isEqualTo("EC");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysHowServerAndClientsUseTheFiles() {
    run("--domain", "example.com", "--out", directory.toString());

    assertThat(out.toString().lines().map(String::strip))
        .contains(
            "Wrote the new CA %s (and %s, keep it secret)"
                .formatted(path("ca.crt"), path("ca.key")),
            "ngrokd -domain=example.com -tlsCrt=%s -tlsKey=%s"
                .formatted(path("server.crt"), path("server.key")),
            "root_cas: ca.crt   # the path of a copy of " + path("ca.crt"),
            "server_fingerprint: \"%s\"".formatted(Fingerprint.of(ca(directory))));
  }

  @Test
  void acceptsGoStyleOptions() {
    assertThat(run("-domain=example.com", "-out=" + directory, "-rsa")).isZero();

    assertThat(server(directory).key().getAlgorithm()).isEqualTo("RSA");
    assertThat(ca(directory).getPublicKey().getAlgorithm()).isEqualTo("RSA");
    assertThat(run("-domain", "example.com", "-out", directory.toString(), "-force")).isZero();
  }

  @Test
  void usesTheCaThatIsThere() {
    run("--domain", "example.com", "--out", directory.toString());
    X509Certificate ca = ca(directory);
    Identity before = server(directory);

    assertThat(run("--domain", "192.0.2.1", "--out", directory.toString(), "--force", "--rsa"))
        .isZero();

    assertThat(ca(directory)).isEqualTo(ca);
    assertThat(server(directory).leaf()).isNotEqualTo(before.leaf());
    assertThat(server(directory).chain()).endsWith(ca);
    assertThat(CertificateNames.of(server(directory).leaf())).containsExactly("192.0.2.1");
    assertThat(out.toString()).contains("Used the CA " + path("ca.crt"));
  }

  @Test
  void refusesToReplaceAServerCertificate() {
    run("--domain", "example.com", "--out", directory.toString());
    Identity before = server(directory);

    assertThat(run("--domain", "example.com", "--out", directory.toString())).isEqualTo(1);

    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            path("server.crt") + " exists already: to replace it and its partner, add --force\n");
    assertThat(server(directory).leaf()).isEqualTo(before.leaf());
  }

  @Test
  void refusesToReplaceALonelyServerKey() {
    Fixtures.write(path("server.key"), "precious");

    assertThat(run("--domain", "example.com", "--out", directory.toString())).isEqualTo(1);

    assertThat(path("server.key")).hasContent("precious");
    assertThat(path("ca.crt")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.crt", "ca.key"})
  void refusesHalfACa(String half) {
    Fixtures.write(path(half), "precious");

    assertThat(run("--domain", "example.com", "--out", directory.toString(), "--force"))
        .isEqualTo(1);

    assertThat(err.toString()).contains(path(half) + " exists but ").hasLineCount(1);
    assertThat(path(half)).hasContent("precious");
  }

  @Test
  void refusesACaWithTheKeyOfAnother() {
    run("--domain", "example.com", "--out", directory.toString());
    PemFiles.writePrivateKey(path("ca.key"), Fixtures.EC.getPrivate());

    assertThat(run("--domain", "example.com", "--out", directory.toString(), "--force"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("does not belong to the certificate").hasLineCount(1);
  }

  @Test
  void directoryThatIsAFileIsExplained() {
    Path file = Fixtures.write(path("file"), "");

    assertThat(run("--domain", "example.com", "--out", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("Cannot make the directory " + file).hasLineCount(1);
  }

  @Test
  void badDomainIsWrongUsage() {
    assertThat(run("--domain", "https://example.com", "--out", directory.toString())).isEqualTo(2);

    assertThat(err.toString()).startsWith("--domain: \"https://example.com\" is not a domain name");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void missingOptionsAreWrongUsage() {
    assertThat(run("--out", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--domain");
    assertThat(run("--domain", "example.com")).isEqualTo(2);
    assertThat(run("--domain", "example.com", "--out", directory.toString(), "extra")).isEqualTo(2);
  }

  @Test
  void helpIsNoError() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("--domain", "--out", "--rsa", "--force");
  }

  @Test
  void longDomainStillGetsACa() {
    String domain = "a".repeat(60) + ".example.com";

    assertThat(run("--domain", domain, "--out", directory.toString())).isZero();

    assertThat(ca(directory).getSubjectX500Principal().getName()).isEqualTo("CN=ngrokd CA");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new CertsCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  private static Identity server(Path directory) {
    List<X509Certificate> chain = PemFiles.readCertificates(directory.resolve("server.crt"));
    return new Identity(chain, PemFiles.readPrivateKey(directory.resolve("server.key")));
  }

  private static X509Certificate ca(Path directory) {
    return PemFiles.readCertificates(directory.resolve("ca.crt")).get(0);
  }
}
