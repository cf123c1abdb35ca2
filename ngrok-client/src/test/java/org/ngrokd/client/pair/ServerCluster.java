package org.ngrokd.client.pair;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.protocol.testing.FreePort;

/**
 * Servers as processes, each on a loopback address of its own, and an etcd of one member by which
 * they agree. All show one certificate, for localhost.
 */
final class ServerCluster implements AutoCloseable {
  static final Path ETCD = Path.of("/usr/bin/etcd");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final int etcd = FreePort.tcp();
  private final List<Process> processes = new ArrayList<>();
  private int nodes;

  ServerCluster() throws IOException {
    directory = Files.createTempDirectory("ngrokd-cluster");
    CertificateAuthority ca =
        CertificateAuthority.create("test", KeyKind.ECDSA_P256, Instant.now());
    Identity identity = ca.issueServer("localhost", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writeCertificates(directory.resolve("ca.crt"), List.of(ca.certificate()));
    PemFiles.writeCertificates(directory.resolve("server.crt"), identity.chain());
    PemFiles.writePrivateKey(directory.resolve("server.key"), identity.key());
    String client = "http://127.0.0.1:" + etcd;
    String peer = "http://127.0.0.1:" + FreePort.tcp();
    List<String> command = new ArrayList<>(List.of(ETCD.toString(), "--name", "m"));
    command.addAll(List.of("--data-dir", directory.resolve("etcd").toString()));
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--initial-cluster", "m=" + peer));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** A server. */
  record Node(Process process, String host, int tunnel, Queue<String> lines) {
    String clientAddr() {
      return host + ":" + tunnel;
    }

    /** Waits for a line. */
    Matcher awaitLine(String pattern) {
      Pattern wanted = Pattern.compile(pattern);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> lines.stream().anyMatch(each -> wanted.matcher(each).find()) || !isAlive());
      for (String line : lines) {
        Matcher found = wanted.matcher(line);
        if (found.find()) {
          return found;
        }
      }
      throw new AssertionError("no line like " + pattern + " among " + lines);
    }

    private boolean isAlive() {
      return process.isAlive();
    }

    boolean hasLine(String text) {
      return lines.stream().anyMatch(each -> each.contains(text));
    }

    /** Where visitors come. */
    VisitorLoad.Opening http() {
      int port = Integer.parseInt(awaitLine("public http connections on .*:([0-9]+)$").group(1));
      return () -> new Socket(InetAddress.getByName(host), port);
    }

    /** As {@code kill} does. */
    void signal(String name) {
      try {
        int unused = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts one more, and waits until it is one of them. */
  Node node(String... more) throws IOException {
    nodes++;
    String host = "127.0.0." + nodes;
    int tunnel = FreePort.tcp();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.ngrokd.server.Main", "-domain=localhost", "-httpsAddr="));
    command.addAll(List.of("-httpAddr=" + host + ":0", "-tunnelAddr=" + host + ":" + tunnel));
    command.add("-tlsCrt=" + directory.resolve("server.crt"));
    command.add("-tlsKey=" + directory.resolve("server.key"));
    command.add("-cluster=etcd://127.0.0.1:" + etcd);
    command.add("-nodeAddr=" + host + ":" + FreePort.tcp());
    command.add("-clientAddr=" + host + ":" + tunnel);
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NGROKD_HOME", directory.resolve("node" + nodes).toString());
    Process process = builder.start();
    processes.add(process);
    Node node = new Node(process, host, tunnel, new ConcurrentLinkedQueue<>());
    Thread reader = new Thread(() -> read(process, node.lines()), "node " + nodes);
    reader.setDaemon(true);
    reader.start();
    var unused = node.awaitLine("In the cluster as node");
    return node;
  }

  private static void read(Process process, Queue<String> lines) {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("no more can be read: " + e);
    }
  }

  /** A client that knows this server by the name in its certificate. */
  NgrokClient.Builder client(Node server) {
    return NgrokClient.builder()
        .serverAddr("localhost:" + server.tunnel())
        .rootCas(directory.resolve("ca.crt"));
  }

  @Override
  public void close() throws IOException {
    for (Process each : processes) {
      var unused = each.destroyForcibly();
    }
    for (Process each : processes) {
      try {
        boolean unused = each.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try (var all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
