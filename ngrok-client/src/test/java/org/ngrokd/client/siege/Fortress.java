package org.ngrokd.client.siege;

import io.netty.channel.EventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.JarProgram;
import org.ngrokd.client.testing.MetricsPage;

/**
 * All that is under siege: a server, a client with its settings at their defaults, and the process
 * of the well-behaved.
 *
 * <p>The client has the tunnels {@code victim}, {@code files}, {@code packed} and {@code mute}.
 */
final class Fortress implements AutoCloseable {
  /** Who comes from here is a proxy of the server's own. */
  static final String PROXY = "127.0.3.1";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final Path serverJar;
  private final Path clientJar;
  private final Ports ports;
  private final int servicePort;
  private final Program server;
  private final Program client;
  private final Process peace;
  private final BufferedReader told;
  private final OutputStream orders;

  /**
   * Starts all.
   *
   * @param classes where this program's classes are
   * @param loop for the client's local services
   */
  Fortress(Path directory, Path serverJar, Path clientJar, String classes, EventLoopGroup loop)
      throws Exception {
    this.directory = directory;
    this.serverJar = serverJar;
    this.clientJar = clientJar;
    this.servicePort = Service.answering(loop, "victim").port();
    this.ports = Ports.free();
    this.server =
        new Program(
            serverJar,
            directory.resolve("ngrokd.out"),
            "metrics connections on",
            serverArguments(
                ports,
                Accounts.write(directory.resolve("users.yml")),
                Files.writeString(directory.resolve("ngrokd.yml"), "accounts: {}\n")));
    server.awaitReady(PATIENCE);
    this.client =
        new Program(
            clientJar,
            directory.resolve("ngrok.out"),
            "Tunnel established at http://mute",
            List.of("-config", config(loop).toString(), "-log", "stdout", "start-all"));
    client.awaitReady(PATIENCE);
    this.peace = settle(classes);
    // whatever happens to the siege, nothing of it is left behind
    Runtime.getRuntime().addShutdownHook(new Thread(peace::destroyForcibly));
    this.told =
        new BufferedReader(new InputStreamReader(peace.getInputStream(), StandardCharsets.UTF_8));
    this.orders = peace.getOutputStream();
    if (!"ready".equals(told.readLine())) {
      throw new IOException(
          "the well-behaved did not begin: "
              + Files.readString(directory.resolve("peace.err"))
              + server.text());
    }
  }

  /** Starts the well-behaved. */
  private Process settle(String classes) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
            "-cp",
            classes,
            Peace.class.getName(),
            Integer.toString(ports.http()),
            Integer.toString(ports.https()),
            Integer.toString(ports.tunnel()),
            ca().toString(),
            Accounts.GOOD)
        .redirectError(directory.resolve("peace.err").toFile())
        .start();
  }

  /** With accounts of both kinds, the server's own pages, and clients by ssh. */
  private static List<String> serverArguments(Ports ports, Path users, Path config) {
    List<String> arguments =
        new ArrayList<>(
            JarProgram.serverArguments(
                ports.http(), ports.https(), ports.tunnel(), ports.metrics()));
    arguments.addAll(List.of("-trustedProxies", PROXY, "-authFile", users.toString()));
    arguments.addAll(List.of("-config", config.toString()));
    arguments.addAll(List.of("-sshAddr", "127.0.0.1:" + ports.ssh()));
    // nobody issues certificates for localhost, so that nobody is asked
    arguments.addAll(List.of("-acme", "-acmeDnsAddr", "127.0.0.1:" + ports.dns()));
    return arguments;
  }

  private Path config(EventLoopGroup loop) throws IOException {
    return Files.writeString(
        directory.resolve("ngrok.cfg"),
        """
        server_addr: localhost:%d
        auth_token: %s
        root_cas: %s
        inspect_addr: 127.0.0.1:%d
        tunnels:
          victim: {subdomain: victim, proto: {http: %d}}
          files: {subdomain: files, proto: {http: %d}}
          packed: {subdomain: packed, proto: {http: %d}, compression: true}
          mute: {subdomain: mute, proto: {http: %d}}
        """
            .formatted(
                ports.tunnel(),
                Accounts.GOOD,
                ca(),
                ports.page(),
                servicePort,
                servicePort,
                servicePort,
                Service.mute(loop).port()));
  }

  /** The CA's certificate, which clients trust. */
  Path ca() {
    return directory.resolve("state/certs/ca.crt");
  }

  Path directory() {
    return directory;
  }

  Path serverJar() {
    return serverJar;
  }

  /** One more client, of the same size. */
  Program clientProgram(Path output, List<String> arguments) throws IOException {
    return new Program(clientJar, output, "Tunnel established", arguments);
  }

  /** A local service that answers. */
  int servicePort() {
    return servicePort;
  }

  Ports ports() {
    return ports;
  }

  Program server() {
    return server;
  }

  Program client() {
    return client;
  }

  MetricsPage serverMetrics() throws IOException {
    return MetricsPage.read(ports.metrics());
  }

  MetricsPage clientMetrics() throws IOException {
    return MetricsPage.read(ports.page());
  }

  /** Lets the well-behaved visitors come. */
  void go() throws IOException {
    order("go");
  }

  /** Lets them rest, and tells how they fared. */
  Fared pause() throws IOException {
    order("pause");
    return Fared.of(answer());
  }

  /** Who of the well-behaved cannot be reached; "" when all can. While they rest. */
  String unreachable() throws IOException {
    order("check");
    return answer();
  }

  private void order(String order) throws IOException {
    orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
  }

  private String answer() throws IOException {
    String line = told.readLine();
    if (line == null) {
      throw new IOException(
          "the well-behaved have ended: " + Files.readString(directory.resolve("peace.err")));
    }
    return line;
  }

  /** Whether the client is online and shows a visitor its service. */
  boolean clientAnswers() {
    try (GoodVisitor visitor =
        new GoodVisitor(GoodVisitor.Kind.HTTP_NEW, "127.0.1.250", "victim", ports.http())) {
      visitor.visit();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The same, within the time that it needs to come back after it lost the server. */
  boolean clientAnswersWithin(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!clientAnswers()) {
      if (System.nanoTime() > until) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return true;
  }

  /**
   * Puts a new one in the place of a server that is dead or does not answer.
   *
   * @return who did not come back; "" when all did
   */
  String replaceServer() throws Exception {
    server.kill();
    server.start();
    server.awaitReady(PATIENCE);
    // a client waits up to 30 s before it tries again
    long until = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
    String missing = unreachable();
    while (!missing.isEmpty() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(500);
      missing = unreachable();
    }
    return missing;
  }

  void replaceClient() throws Exception {
    client.kill();
    client.start();
    client.awaitReady(PATIENCE);
  }

  @Override
  public void close() {
    peace.destroyForcibly().onExit().join();
    client.close();
    server.close();
  }
}
