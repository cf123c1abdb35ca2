package org.ngrokd.server.acme.dns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ngrokd.protocol.testing.FreePort;

/** A name server with one zone, which takes updates that are signed with one key, "ngrokd". */
final class RealNameServer implements AutoCloseable {
  static final String ZONE = "tunnels.example.com";
  static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final String RECORDS =
      """
      $TTL 60
      @ 60 SOA localhost. hostmaster.localhost. 1 3600 600 86400 5
      @ 60 NS localhost.
      _acme-challenge 60 TXT "somebody else's"
      _acme-challenge.alias 60 CNAME _acme-challenge.tunnels.example.com.
      """;

  private static final String KNOT =
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
          file: "%1$s/zone"
          acl: ours
      """;

  private static final String BIND =
      """
      options {
        directory "%1$s";
        pid-file "%1$s/pid";
        session-keyfile "%1$s/session";
        managed-keys-directory "%1$s";
        listen-on port %2$d { 127.0.0.1; };
        listen-on-v6 { none; };
        recursion no;
        notify no;
        dnssec-validation no;
      };
      controls { };
      key ngrokd { algorithm %3$s; secret "%4$s"; };
      zone "%5$s" {
        type primary;
        file "%1$s/zone";
        update-policy { grant ngrokd zonesub TXT; };
      };
      """;

  private final Process process;
  private final InetSocketAddress address;

  /** Which programs there are. */
  enum Kind {
    KNOT_DNS,
    BIND_9;

    private List<String> command(Path config) {
      return this == KNOT_DNS
          ? List.of("/usr/sbin/knotd", "-c", config.toString())
          : List.of("/usr/sbin/named", "-g", "-n", "1", "-c", config.toString());
    }

    private String config(Path directory, int port, String algorithm) {
      return (this == KNOT_DNS ? KNOT : BIND).formatted(directory, port, algorithm, SECRET, ZONE);
    }
  }

  private RealNameServer(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one; skips the test where it is not installed.
   *
   * @param algorithm of the key
   */
  static RealNameServer start(Kind kind, Path directory, String algorithm) throws IOException {
    Path config = directory.resolve("config");
    List<String> command = kind.command(config);
    assumeTrue(Files.isExecutable(Path.of(command.get(0))), kind + " is not installed");
    int port = FreePort.udp();
    Files.writeString(directory.resolve("zone"), RECORDS);
    Files.writeString(config, kind.config(directory, port, algorithm));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    RealNameServer server =
        new RealNameServer(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    await().atMost(Duration.ofSeconds(60)).until(server::answers);
    return server;
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
