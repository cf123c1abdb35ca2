package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.server.traces.TraceOptions;

/** Traces of requests, with collectors good and bad. */
class TracesIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String ABOVE = "00f067aa0ba902b7";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private Path directory = Path.of("");

  private TestServer start(String collector, double share) {
    return TestServer.start(
        TestServer.options(directory)
            .telling(Telemetry.traces(new TraceOptions(URI.create(collector), share))));
  }

  private static String get(String... headers) {
    return "GET /a?secret=1 HTTP/1.1\r\nHost: www.tunnel.example\r\n"
        + String.join("", headers)
        + "\r\n";
  }

  /** Asks, and returns the head that the service got. */
  private static String exchange(TestServer server, OldSession session, String request)
      throws IOException {
    try (Visitor visitor = server.visitor()) {
      visitor.send(request);
      ScriptedPeer proxy = session.proxy();
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append(new String(proxy.socket().readFully(1, PATIENCE), StandardCharsets.ISO_8859_1));
      }
      proxy.socket().writeStream(OK.getBytes(StandardCharsets.ISO_8859_1));
      visitor.expect(OK);
      return head.toString();
    }
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .reduce("", String::concat);
  }

  private static JsonNode attribute(JsonNode span, String key) {
    for (JsonNode each : span.path("attributes")) {
      if (each.path("key").asText().equals(key)) {
        return each.path("value");
      }
    }
    return MissingNode.getInstance();
  }

  /** A collector that takes all. */
  private static final class GoodCollector implements AutoCloseable {
    private final BlockingQueue<JsonNode> spans = new LinkedBlockingQueue<>();
    private final HttpServer http;

    GoodCollector() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
      http.createContext(
          "/v1/traces",
          exchange -> {
            JsonNode all = new ObjectMapper().readTree(exchange.getRequestBody());
            all.findValues("spans").forEach(each -> each.forEach(spans::add));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      http.start();
    }

    String address() {
      return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1/traces";
    }

    JsonNode next() throws InterruptedException {
      JsonNode span = spans.poll(60, TimeUnit.SECONDS);
      assertThat(span).as("a span").isNotNull();
      return span;
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  @Test
  void aTraceThatBeginsHereIsToldToTheServiceAndTheCollector() throws Exception {
    try (GoodCollector collector = new GoodCollector();
        TestServer server = start(collector.address(), 1);
        OldSession session = OldSession.online(server)) {
      String url = session.tunnel("http", "www", 0);
      String head = exchange(server, session, get("tracestate: of=nothing\r\n"));
      JsonNode span = collector.next();

      assertThat(header(head, "traceparent"))
          .isEqualTo(
              "00-%s-%s-01".formatted(span.path("traceId").asText(), span.path("spanId").asText()));
      assertThat(head).doesNotContain("tracestate");
      assertThat(span.has("parentSpanId")).isFalse();
      assertThat(span.path("kind").asInt()).isEqualTo(2);
      assertThat(span.path("name").asText()).isEqualTo("GET");
      assertThat(attribute(span, "url.path").path("stringValue").asText()).isEqualTo("/a");
      assertThat(attribute(span, "http.response.status_code").path("intValue").asText())
          .isEqualTo("200");
      assertThat(attribute(span, "ngrokd.tunnel").path("stringValue").asText()).isEqualTo(url);
      assertThat(span.toString()).doesNotContain("secret");
      assertThat(span.path("events")).hasSize(2);
      assertThat(span.path("endTimeUnixNano").asLong())
          .isGreaterThan(span.path("startTimeUnixNano").asLong());
    }
  }

  @Test
  void theTraceOfAVisitorGoesOn() throws Exception {
    try (GoodCollector collector = new GoodCollector();
        TestServer server = start(collector.address(), 0);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);
      String head =
          exchange(
              server,
              session,
              get("traceparent: 00-" + TRACE + "-" + ABOVE + "-01\r\n", "tracestate: a=b\r\n"));
      JsonNode span = collector.next();

      assertThat(header(head, "traceparent"))
          .isEqualTo("00-" + TRACE + "-" + span.path("spanId").asText() + "-01");
      assertThat(header(head, "tracestate")).isEqualTo("a=b");
      assertThat(span.path("traceId").asText()).isEqualTo(TRACE);
      assertThat(span.path("parentSpanId").asText()).isEqualTo(ABOVE);
    }
  }

  @Test
  void whatIsNotTracedPassesAsItIs() throws Exception {
    try (GoodCollector collector = new GoodCollector();
        TestServer server = start(collector.address(), 1);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);
      String unkept = "00-" + TRACE + "-" + ABOVE + "-00";

      assertThat(
              header(
                  exchange(server, session, get("traceparent: " + unkept + "\r\n")), "traceparent"))
          .isEqualTo(unkept);
    }
  }

  @Test
  void aRequestThatTheServerRefusesIsTracedWithItsRule() throws Exception {
    try (GoodCollector collector = new GoodCollector();
        TestServer server = start(collector.address(), 1);
        Visitor visitor = server.visitor()) {
      visitor.send(get()).readToEnd();

      JsonNode span = collector.next();
      assertThat(attribute(span, "ngrokd.rule").path("stringValue").asText())
          .isEqualTo("no_tunnel");
      assertThat(span.path("status").path("code").asInt()).as("no fault of the server's").isZero();
    }
  }

  @Test
  void aCollectorThatIsDownOrSaysNothingHoldsNobodyUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      for (int port : new int[] {silent.getLocalPort(), 9}) {
        try (TestServer server = start("http://127.0.0.1:" + port + "/v1/traces", 1);
            OldSession session = OldSession.online(server)) {
          session.tunnel("http", "www", 0);
          for (int i = 0; i < 20; i++) {
            exchange(server, session, get());
          }
        }
      }
    }
  }
}
