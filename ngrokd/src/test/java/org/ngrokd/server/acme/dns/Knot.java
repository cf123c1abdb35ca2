package org.ngrokd.server.acme.dns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ngrokd.protocol.testing.FreePort;

/** Knot DNS with one zone, which takes updates that are signed with one key. */
final class Knot implements AutoCloseable {
  static final String ZONE = "tunnels.example.com";
  static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final Path PROGRAM = Path.of("/usr/sbin/knotd");

  private final Process process;
  private final InetSocketAddress address;

  private Knot(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it; skips the test where it is not installed.
   *
   * @param algorithm of the key "ngrokd"
   */
  static Knot start(Path directory, String algorithm) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "Knot DNS is not installed");
    int port = FreePort.udp();
    Path zone =
        Files.writeString(
            directory.resolve("zone"),
            """
            @ 60 SOA localhost. hostmaster.localhost. 1 3600 600 86400 5
            @ 60 NS localhost.
            _acme-challenge 60 TXT "somebody else's"
            _acme-challenge.alias 60 CNAME _acme-challenge.tunnels.example.com.
            """);
    Path config =
        Files.writeString(
            directory.resolve("knot.conf"),
            """
            server:
              rundir: "%1$s"
              listen: 127.0.0.1@%2$d
            database:
              storage: "%1$s"
            log:
              - target: stderr
                any: error
            key:
              - id: ngrokd
                algorithm: %3$s
                secret: %4$s
            acl:
              - id: ours
                key: ngrokd
                action: update
                update-type: TXT
            zone:
              - domain: %5$s
                file: "%6$s"
                acl: ours
            """
                .formatted(directory, port, algorithm, SECRET, ZONE, zone));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Knot knot = new Knot(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    await().atMost(Duration.ofSeconds(20)).until(knot::answers);
    return knot;
  }

  private boolean answers() {
    try {
      return ask(ZONE, Types.SOA).code() == Reply.NO_ERROR;
    } catch (IOException e) {
      return false;
    }
  }

  Reply ask(String name, int type) throws IOException {
    return new Lookup(Duration.ofMillis(500)).ask(address, name, type, false);
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
