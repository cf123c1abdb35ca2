package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.protocol.testing.FreePort;

/** ngrokd and ngrok as their launchers start them, with their defaults. */
final class OurPair implements Contender {
  static final String NAME = "ngrokd + ngrok";
  static final String OLD_NAME = "the same, 1.7's protocol";

  /** What ngrokd and ngrok may have resident when all was done. */
  static final List<Integer> MOST_MIB = List.of(115, 100);

  private final Daemon server;
  private final ClientStart clientStart;
  private Daemon client;
  private final Ports ports;
  private final boolean mux;

  private record Ports(int http, int tunnel, int tcp) {}

  /** How the client is started, and where what it says goes. */
  private record ClientStart(Path output, List<String> command) {
    Daemon start() throws IOException {
      return Daemon.start(output, command);
    }
  }

  private OurPair(Daemon server, ClientStart clientStart, Ports ports, boolean mux)
      throws IOException {
    this.server = server;
    this.clientStart = clientStart;
    this.client = clientStart.start();
    this.ports = ports;
    this.mux = mux;
  }

  /**
   * Starts them.
   *
   * @param scripts the directory of the launchers
   * @param home keeps the certificate, which other contenders use too
   */
  static OurPair start(Path scripts, Path home, Origin origin)
      throws IOException, InterruptedException {
    return start(scripts, home, origin, 0, List.of());
  }

  /** The same, but each visitor's connection is one between the programs, too, as in 1.7. */
  static OurPair startOld(Path scripts, Path home, Origin origin)
      throws IOException, InterruptedException {
    return start(scripts, home, origin, 0, List.of("-mux=false"));
  }

  /**
   * The same with more of everything.
   *
   * @param more tunnels, for http, to the same origin
   * @param serverFlags of ngrokd
   */
  static OurPair start(Path scripts, Path home, Origin origin, int more, List<String> serverFlags)
      throws IOException, InterruptedException {
    int http = FreePort.tcp();
    int tunnel = FreePort.tcp();
    int tcp = FreePort.tcp();
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "NGROKD_HOME=" + home.resolve("state"),
                scripts.resolve("ngrokd").toString(),
                "-rsa",
                "-domain=localhost",
                "-bind=127.0.0.1",
                "-httpAddr=127.0.0.1:" + http,
                "-httpsAddr=",
                "-tunnelAddr=127.0.0.1:" + tunnel));
    command.addAll(serverFlags);
    Daemon server = Daemon.start(home.resolve("ngrokd.out"), command);
    server.awaitPort(tunnel);
    Path config = home.resolve("ngrok.cfg");
    Files.writeString(
        config,
        """
        server_addr: localhost:%d
        root_cas: %s
        inspect_addr: 127.0.0.1:0
        tunnels:
          web: {proto: {http: "127.0.0.1:%d"}}
          plain: {inspect: false, proto: {http: "127.0.0.1:%d"}}
          raw: {remote_port: %d, proto: {tcp: "127.0.0.1:%d"}}
        """
                .formatted(
                    tunnel,
                    home.resolve("state/certs/ca.crt"),
                    origin.port(),
                    origin.port(),
                    tcp,
                    origin.port())
            + IntStream.range(0, more)
                .mapToObj(
                    n ->
                        "  more%d: {proto: {http: \"127.0.0.1:%d\"}}%n".formatted(n, origin.port()))
                .collect(Collectors.joining()));
    ClientStart client =
        new ClientStart(
            home.resolve("ngrok.out"),
            List.of(scripts.resolve("ngrok").toString(), "-config=" + config, "start-all"));
    OurPair pair =
        new OurPair(
            server, client, new Ports(http, tunnel, tcp), !serverFlags.contains("-mux=false"));
    pair.client.awaitText("tcp://");
    return pair;
  }

  /** The port for visitors by http. */
  int httpPort() {
    return ports.http();
  }

  /** Starts the client, again: it may take a moment until its tunnels are open. */
  void startClient() throws IOException {
    client = clientStart.start();
  }

  void stopClient() {
    client.close();
  }

  /** The port for clients. */
  int tunnelPort() {
    return ports.tunnel();
  }

  /** Java compiles what is used often, which competes with small requests for two cores. */
  @Override
  public int warmUpSeconds(Load load) {
    return load.kind() == Load.Kind.REQUESTS ? 60 : 30;
  }

  @Override
  public String name() {
    return mux ? NAME : OLD_NAME;
  }

  @Override
  public Optional<Target> target(Load load) {
    if (!mux && load.kind() != Load.Kind.CONNECTIONS) {
      return Optional.empty(); // what differs most is what a new connection costs
    }
    return Optional.of(
        load.isTcp()
            ? new Target(ports.tcp(), "localhost")
            : new Target(ports.http(), "web.localhost"));
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.of(server.handle(), client.handle());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
