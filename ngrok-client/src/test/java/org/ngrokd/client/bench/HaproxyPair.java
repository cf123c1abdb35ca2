package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.protocol.testing.FreePort;

/** Two HAProxys in a row with TLS between them: what a tunnel could cost at best. */
final class HaproxyPair implements Contender {
  private static final String COMMON =
      """
      global
        maxconn 9000
        nbthread 1
      defaults
        timeout connect 5s
        timeout client 600s
        timeout server 600s
      """;

  private final Daemon front;
  private final Daemon back;
  private final int tcp;
  private final int http;
  private final int httpNew;

  private HaproxyPair(Daemon front, Daemon back, int tcp, int http, int httpNew) {
    this.front = front;
    this.back = back;
    this.tcp = tcp;
    this.http = http;
    this.httpNew = httpNew;
  }

  /**
   * Starts them.
   *
   * @param certificate chain and key in one PEM file
   */
  static HaproxyPair start(Path directory, Path certificate, Origin origin)
      throws IOException, InterruptedException {
    int tcp = FreePort.tcp();
    int http = FreePort.tcp();
    int httpNew = FreePort.tcp();
    int innerTcp = FreePort.tcp();
    int innerHttp = FreePort.tcp();
    String secured = " ssl verify none";
    Path frontConfig = directory.resolve("front.cfg");
    Files.writeString(
        frontConfig,
        COMMON
            + tcp(String.valueOf(tcp), innerTcp + secured)
            + http("always", String.valueOf(http), innerHttp + secured)
            + http("never", String.valueOf(httpNew), innerHttp + secured));
    String securely = " ssl crt " + certificate;
    Path backConfig = directory.resolve("back.cfg");
    Files.writeString(
        backConfig,
        COMMON
            + tcp(innerTcp + securely, String.valueOf(origin.port()))
            + http("always", innerHttp + securely, String.valueOf(origin.port())));
    Daemon back = haproxy(directory.resolve("back.out"), backConfig).awaitPort(innerHttp);
    Daemon front = haproxy(directory.resolve("front.out"), frontConfig).awaitPort(httpNew);
    return new HaproxyPair(front, back, tcp, http, httpNew);
  }

  /** From a port to a port, each with what belongs to it. */
  private static String tcp(String from, String to) {
    return "listen tcp-%1$s%n  mode tcp%n  bind 127.0.0.1:%2$s%n  server s 127.0.0.1:%3$s%n"
        .formatted(from.replaceAll(" .*", ""), from, to);
  }

  private static String http(String reuse, String from, String to) {
    return """
    listen http-%1$s
      mode http
      option forwardfor
      http-reuse %2$s
      bind 127.0.0.1:%3$s
      server s 127.0.0.1:%4$s
    """
        .formatted(from.replaceAll(" .*", ""), reuse, from, to);
  }

  private static Daemon haproxy(Path output, Path config) throws IOException {
    return Daemon.start(output, List.of("/usr/sbin/haproxy", "-db", "-f", config.toString()));
  }

  @Override
  public String name() {
    return "two HAProxys";
  }

  @Override
  public Optional<Target> target(Load load) {
    int port = load == Load.HTTP_NEW ? httpNew : http;
    return Optional.of(new Target(load.isTcp() ? tcp : port, "localhost"));
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.of(front.handle(), back.handle());
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
