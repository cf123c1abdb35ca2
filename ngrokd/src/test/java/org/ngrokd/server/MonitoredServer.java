package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.streams.net.HostAndPort;

/** A server that a monitoring system asks. */
final class MonitoredServer implements AutoCloseable {
  private static final HostAndPort ANY = new HostAndPort("127.0.0.1", 0);

  private final TestServer server;

  private MonitoredServer(TestServer server) {
    this.server = server;
  }

  static MonitoredServer start(ServerOptions options) {
    return new MonitoredServer(TestServer.start(options));
  }

  /** Options of a server that passes heads on as they are. */
  static ServerOptions byteExact(Path state) {
    ServerOptions plain = TestServer.options(state);
    return new ServerOptions(
        plain.domain(), plain.addresses(), plain.tls(), plain.state(), TestServer.BYTE_EXACT);
  }

  /** The same options, with an address for a monitoring system. */
  static ServerOptions monitored(ServerOptions given, Telemetry telemetry) {
    ServerOptions.Addresses addresses = given.addresses();
    return new ServerOptions(
        given.domain(),
        new ServerOptions.Addresses(
            addresses.http(),
            addresses.https(),
            addresses.tunnel(),
            addresses.tcpHost(),
            addresses.vhost(),
            Optional.of(ANY)),
        given.tls(),
        given.state(),
        given.policy(),
        given.teams(),
        telemetry);
  }

  TestServer server() {
    return server;
  }

  /** The whole reply. */
  String ask(String path) throws IOException {
    try (Visitor visitor = Visitor.connect(server.address("metrics"))) {
      return visitor.send("GET " + path + " HTTP/1.0\r\n\r\n").readToEnd();
    }
  }

  /** What follows its head. */
  String body(String path) throws IOException {
    String reply = ask(path);
    return reply.substring(reply.indexOf("\r\n\r\n") + 4);
  }

  /** A metric's value, "none" where it is not there. */
  String value(String metric) throws IOException {
    return body("/metrics")
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .map(line -> line.substring(metric.length() + 1))
        .findFirst()
        .orElse("none");
  }

  /** A request to a tunnel of this session by http, and the answer of its service. */
  void exchange(OldSession session, String request, String reply) throws IOException {
    try (Visitor visitor = server.visitor()) {
      visitor.send(request);
      ScriptedPeer proxy = session.proxy();
      assertThat(proxy.expectSplitMessage()).contains("StartProxy");
      proxy.expectStream(request);
      proxy.socket().writeStream(reply.getBytes(StandardCharsets.ISO_8859_1));
      visitor.expect(reply);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
