package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's {@code sh} blocks with the real OpenSSL, where there is one. */
class ReadmeIT {
  private static final Pattern SHELL_BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

  @TempDir private Path directory;

  @BeforeEach
  void opensslIsThere() throws Exception {
    assumeTrue(File.separatorChar == '/', "no sh on this machine");
    assumeTrue(
        shell("command -v openssl || echo none").contains("openssl"), "no openssl on this machine");
  }

  @Test
  void ecdsaCommandsMakeAWorkingServer() throws Exception {
    String printed = shell(commands());

    assertThat(printed).contains("leaf.crt: OK");
    assertWorks("EC", printed);
  }

  @Test
  void rsaCommandsMakeAWorkingServer() throws Exception {
    String commands =
        commands()
            .replaceAll(
                "openssl ecparam .* -out (ca|server).key", "openssl genrsa -out $1.key 2048")
            .replace("critical,digitalSignature", "critical,digitalSignature,keyEncipherment");

    assertWorks("RSA", shell(commands));
  }

  @Test
  void passphraseComesOffAsTheReadmeAndTheErrorSay() throws Exception {
    shell("openssl genrsa -aes256 -passout pass:secret -out locked.key 2048");
    shell("openssl pkey -passin pass:secret -in locked.key -out server.key");

    assertThat(PemFiles.readPrivateKey(directory.resolve("server.key")).getAlgorithm())
        .isEqualTo("RSA");
  }

  @Test
  void opensslAcceptsWhatWeMake() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writeCertificates(directory.resolve("ca.crt"), List.of(ca.certificate()));
    Identity server = ca.issueServer("example.com", KeyKind.RSA_2048, Instant.now());
    PemFiles.writeCertificates(directory.resolve("server.crt"), server.chain());
    PemFiles.writePrivateKey(directory.resolve("server.key"), server.key());

    assertThat(
            shell(
                "openssl verify -x509_strict -purpose sslserver -verify_hostname a.example.com"
                    + " -CAfile ca.crt server.crt && openssl pkey -noout -check -in server.key"))
        .contains("server.crt: OK", "Key is valid");
  }

  private void assertWorks(String algorithm, String printed) throws Exception {
    List<X509Certificate> chain = PemFiles.readCertificates(directory.resolve("server.crt"));
    Identity server = new Identity(chain, PemFiles.readPrivateKey(directory.resolve("server.key")));
    X509Certificate ca = PemFiles.readCertificates(directory.resolve("ca.crt")).get(0);

    IdentityCheck.requireMatchingKey(server);
    assertThat(server.key().getAlgorithm()).isEqualTo(algorithm);
    assertThat(CertificateNames.of(server.leaf())).containsExactly("example.com", "*.example.com");
    assertThat(IdentityCheck.incompleteChainWarning(chain)).isEmpty();
    assertThat(IdentityCheck.expiryWarning(server.leaf(), Instant.now())).isEmpty();
    assertThat(LoopbackHandshake.run(server, ca, "a.example.com")).isEqualTo(server.leaf());
    String fingerprint =
        printed.lines().filter(line -> line.contains("Fingerprint=")).findFirst().orElseThrow();
    assertThat(Fingerprint.parse(fingerprint)).isEqualTo(Fingerprint.of(ca));
    CertificateAuthority.of(ca, PemFiles.readPrivateKey(directory.resolve("ca.key")));
  }

  private static String commands() throws IOException {
    return SHELL_BLOCK
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining());
  }

  private String shell(String script) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder("sh", "-e", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = process.waitFor();
    String printed = Files.readString(output);
    assertThat(code).as(printed).isZero();
    return printed;
  }
}
