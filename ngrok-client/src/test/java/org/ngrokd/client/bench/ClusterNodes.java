package org.ngrokd.client.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.client.testing.MetricsPage;
import org.ngrokd.protocol.testing.FreePort;

/** Three ngrokds as their launcher starts them, which share their names. Used by one thread. */
final class ClusterNodes implements AutoCloseable {
  private static final int NODES = 3;
  private static final String UNLIMITED =
      """
      maxVisitors: 15000
      maxVisitorsPerIp: 0
      maxControlsPerIp: 0
      maxMessageRate: 0
      maxUnauthenticated: 0
      maxTunnelsPerClient: 0
      maxTunnels: 0
      """;

  private final Path scripts;
  private final Path home;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Daemon> running = new ArrayList<>();

  private record Node(Path state, Path config, int http, int tunnel, int metrics) {}

  private ClusterNodes(Path scripts, Path home) {
    this.scripts = scripts;
    this.home = home;
  }

  /**
   * Starts them. The first makes a certificate, which the others have, too.
   *
   * @param scripts the directory of the launchers
   */
  static ClusterNodes start(Path scripts, Path directory, ClusterEngine engine)
      throws IOException, InterruptedException {
    ClusterNodes made = new ClusterNodes(scripts, Files.createTempDirectory(directory, "nodes"));
    for (int number = 0; number < NODES; number++) {
      made.nodes.add(made.node(number, engine));
      if (number > 0) {
        copy(made.nodes.get(0).state(), made.nodes.get(number).state());
      }
      made.running.add(made.started(number));
    }
    return made;
  }

  private Node node(int number, ClusterEngine engine) throws IOException {
    Path config = home.resolve("node" + number + ".yml");
    Node node =
        new Node(
            home.resolve("state" + number), config, FreePort.tcp(), FreePort.tcp(), FreePort.tcp());
    Files.writeString(
        config,
        """
        domain: localhost
        bind: 127.0.0.1
        httpAddr: 127.0.0.1:%d
        httpsAddr: ""
        tunnelAddr: 127.0.0.1:%d
        metricsAddr: 127.0.0.1:%d
        nodeAddr: 127.0.0.1:%d
        """
                .formatted(node.http(), node.tunnel(), node.metrics(), FreePort.tcp())
            + UNLIMITED
            + engine.config());
    return node;
  }

  private static void copy(Path from, Path to) throws IOException {
    Path certificates = Files.createDirectories(to.resolve("certs"));
    try (Stream<Path> files = Files.list(from.resolve("certs"))) {
      for (Path each : files.toList()) {
        Files.copy(each, certificates.resolve(each.getFileName()));
      }
    }
  }

  private Daemon started(int number) throws IOException, InterruptedException {
    Node node = nodes.get(number);
    Daemon daemon =
        Daemon.start(
            home.resolve("node" + number + ".out"),
            List.of(
                "/usr/bin/env",
                "NGROKD_HOME=" + node.state(),
                scripts.resolve("ngrokd").toString(),
                "-config=" + node.config()));
    return daemon.awaitText("In the cluster as node");
  }

  /** Starts one again. */
  void restart(int number) throws IOException, InterruptedException {
    running.set(number, started(number));
  }

  /** Ends one as a power cut would. */
  void kill(int number) {
    boolean unused = running.get(number).handle().destroyForcibly();
  }

  int http(int number) {
    return nodes.get(number).http();
  }

  InetSocketAddress tunnel(int number) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), nodes.get(number).tunnel());
  }

  /** The CA of their certificate. */
  Path ca() {
    return nodes.get(0).state().resolve("certs/ca.crt");
  }

  /** How many names it has. */
  long names(int number) throws IOException {
    return MetricsPage.read(nodes.get(number).metrics()).of("ngrokd_cluster_names");
  }

  int size() {
    return NODES;
  }

  ProcessHandle process(int number) {
    return running.get(number).handle();
  }

  List<ProcessHandle> processes() {
    return running.stream().map(Daemon::handle).toList();
  }

  /** The token of a new account, for all clients; "" where there are no accounts. */
  String token(ClusterEngine engine) throws IOException, InterruptedException {
    if (engine.isEtcd()) {
      return "";
    }
    String name = "bench" + Long.toString(System.nanoTime(), 36); // each part has its own
    String unused = ask("user", "add", name);
    return ask("user", "token", name)
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("[A-Za-z0-9_-]{20,}"))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no token"));
  }

  /** What a command beside the first says. */
  private String ask(String... command) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "NGROKD_HOME=" + nodes.get(0).state(),
                scripts.resolve("ngrokd").toString()));
    words.addAll(List.of(command));
    words.add("-config=" + nodes.get(0).config());
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }

  @Override
  public void close() {
    running.forEach(Daemon::close);
  }
}
