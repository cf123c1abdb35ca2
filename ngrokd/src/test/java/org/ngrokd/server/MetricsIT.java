package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodLimits.Visitors;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.options.ServerOptions.Addresses;
import org.ngrokd.server.options.ServerOptions.Policy;
import org.ngrokd.streams.net.HostAndPort;

class MetricsIT {
  @TempDir private static Path state = Path.of("");
  private TestServer server = start();

  private static TestServer start() {
    ServerOptions usual = TestServer.options(state);
    Addresses given = usual.addresses();
    return TestServer.start(
        new ServerOptions(
            usual.domain(),
            new Addresses(
                given.http(),
                given.https(),
                given.tunnel(),
                given.tcpHost(),
                Optional.empty(),
                Optional.of(new HostAndPort("127.0.0.1", 0))),
            usual.tls(),
            usual.state(),
            new Policy(
                usual.policy().edge(),
                new FloodLimits(Clients.DEFAULT, new Visitors(1, 500)),
                usual.policy().access())));
  }

  @BeforeEach
  void settle() {
    await().until(() -> value("ngrokd_public_connections").equals("0.0"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(String request) throws IOException {
    try (Visitor visitor = Visitor.connect(server.address("metrics"))) {
      return visitor.send(request).readToEnd();
    }
  }

  private String value(String metric) throws IOException {
    return ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .map(line -> line.substring(metric.length() + 1))
        .findFirst()
        .orElse("none");
  }

  @Test
  void allLimitsAreThereFromTheStart() throws Exception {
    String reply = ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(reply)
        .startsWith(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
    assertThat(reply)
        .contains(
            "# TYPE ngrokd_limit_reached_total counter\n",
            "ngrokd_limit_reached_total{limit=\"unauthenticated\"} 0.0\n",
            "ngrokd_limit_reached_total{limit=\"file_descriptors\"} 0.0\n",
            "ngrokd_public_connections_max 500.0\n",
            "ngrokd_unauthenticated_connections 0.0\n",
            "ngrokd_waiting_visitors 0.0\n");
    assertThat(Double.parseDouble(value("ngrokd_open_file_descriptors"))).isPositive();
    assertThat(Double.parseDouble(value("ngrokd_max_file_descriptors"))).isPositive();
    assertThat(Double.parseDouble(value("ngrokd_heap_bytes")))
        .isBetween(1.0, Double.parseDouble(value("ngrokd_heap_max_bytes")));
    assertThat(Double.parseDouble(value("ngrokd_direct_memory_bytes")))
        .isBetween(1.0, Double.parseDouble(value("ngrokd_direct_memory_max_bytes")));
    int head = reply.indexOf("\r\n\r\n") + 4;
    assertThat(reply)
        .contains(
            "Content-Length: " + reply.substring(head).getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void gaugesFollowWhatHappens() throws Exception {
    try (OldSession session = OldSession.online(server);
        ScriptedPeer proxy = session.proxy();
        Visitor visitor = server.visitor()) {
      session.tunnel("http", "www", 0);
      visitor.send("GET / HTTP/1.0\r\nHost: www.tunnel.example\r\n\r\n");
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");

      assertThat(value("ngrokd_tunnels{protocol=\"http\"}")).isEqualTo("1.0");
      assertThat(value("ngrokd_control_connections")).isEqualTo("1.0");
      assertThat(value("ngrokd_public_connections")).isEqualTo("1.0");
      assertThat(value("ngrokd_public_addresses")).isEqualTo("1.0");
      await().until(() -> value("ngrokd_relays").equals("1.0"));
      try (Visitor tooMany = server.visitor()) {
        tooMany.expectGone(8_000);
      }
      assertThat(value("ngrokd_limit_reached_total{limit=\"public_per_address\"}"))
          .isEqualTo("1.0");
    }
    await().until(() -> value("ngrokd_control_connections").equals("0.0"));
    await().until(() -> value("ngrokd_public_connections").equals("0.0"));
    await().until(() -> value("ngrokd_relays").equals("0.0"));
    assertThat(value("ngrokd_tunnels{protocol=\"http\"}")).isEqualTo("0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /metrics?x=1 HTTP/1.0, 200 OK",
    "GET / HTTP/1.0, 404 Not Found",
    "GET /metrics/ HTTP/1.0, 404 Not Found",
    "POST / HTTP/1.0, 404 Not Found",
    "POST /metrics HTTP/1.0, 405 Method Not Allowed",
    "DELETE /metrics HTTP/1.0, 405 Method Not Allowed",
    "GET /healthz HTTP/1.0, 200 OK",
    "GET /readyz HTTP/1.0, 200 OK",
    "POST /readyz HTTP/1.0, 405 Method Not Allowed",
    "nonsense, 400 Bad Request",
  })
  void nothingElseIsServed(String line, String status) throws Exception {
    assertThat(ask(line + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + "\r\n");
  }

  @Test
  void headHasNoBody() throws Exception {
    assertThat(ask("HEAD /metrics HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("Connection: close\r\n\r\n");
  }

  @Test
  void endlessHeadIsRefused() throws Exception {
    assertThat(ask("GET /metrics HTTP/1.0\r\nX: " + "x".repeat(9_000)))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }
}
