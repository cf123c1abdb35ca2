package org.ngrokd.server.acme.dns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.FreePort;

/** A CA for tests, Pebble, that asks one name server for everything. */
final class PebbleByDns implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/pebble");

  private final Process process;
  private final URI directory;
  private final Path ca;

  private PebbleByDns(Process process, URI directory, Path ca) {
    this.process = process;
    this.directory = directory;
    this.ca = ca;
  }

  /**
   * Starts it; skips the test where it is not installed.
   *
   * @param nameServer port on loopback
   */
  static PebbleByDns start(Path files, int nameServer) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "Pebble is not installed");
    CertificateAuthority authority =
        CertificateAuthority.create("pebble", KeyKind.ECDSA_P256, Instant.now());
    Identity own = authority.issueServer("127.0.0.1", KeyKind.ECDSA_P256, Instant.now());
    Path ca = files.resolve("ca.pem");
    Path chain = files.resolve("chain.pem");
    Path key = files.resolve("key.pem");
    PemFiles.writeCertificates(ca, List.of(authority.certificate()));
    PemFiles.writeCertificates(chain, own.chain());
    PemFiles.writePrivateKey(key, own.key());
    int port = FreePort.tcp();
    Path config =
        Files.writeString(
            files.resolve("pebble.json"),
            """
            {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
              "certificate": "%s", "privateKey": "%s", "httpPort": 1, "tlsPort": 1}}
            """
                .formatted(port, FreePort.tcp(), chain, key));
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM.toString(),
            "-config",
            config.toString(),
            "-dnsserver",
            "127.0.0.1:" + nameServer);
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    builder.environment().put("PEBBLE_WFE_NONCEREJECT", "0");
    builder.environment().put("PEBBLE_AUTHZREUSE", "0");
    Process process = builder.redirectErrorStream(true).start();
    awaitListening(process);
    return new PebbleByDns(process, URI.create("https://127.0.0.1:" + port + "/dir"), ca);
  }

  /** What it says afterwards is read, or it would wait for that. */
  private static void awaitListening(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains("ACME directory available")) {
        Thread rest = new Thread(() -> drain(process), "pebble");
        rest.setDaemon(true);
        rest.start();
        return;
      }
    }
    throw new IOException("Pebble ended");
  }

  private static void drain(Process process) {
    try {
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // it has ended
    }
  }

  URI directory() {
    return directory;
  }

  /** Of its own https. */
  Path ca() {
    return ca;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
