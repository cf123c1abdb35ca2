package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.accesslog.AccessLogOptions.Format;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import org.ngrokd.server.options.Telemetry;

/** The access log of a server, and those who read it. */
class AccessLogIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Path GOACCESS = Path.of("/usr/bin/goaccess");

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("access.log");
  }

  private TestServer start(Format format) {
    AccessLogOptions options = new AccessLogOptions(file.toString(), format, true, Rotation.NONE);
    return TestServer.start(
        TestServer.options(directory.resolve("state")).telling(Telemetry.accessLog(options)));
  }

  private static String get(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: www.tunnel.example\r\n"
        + String.join("", headers)
        + "\r\n";
  }

  private List<String> lines(int count) {
    await().until(() -> Files.readAllLines(file).size() >= count);
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void serve(OldSession session, String request, String reply) throws IOException {
    ScriptedPeer proxy = session.proxy();
    proxy.expectSplitMessage();
    proxy.expectStream(request);
    proxy.socket().writeStream(reply.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aRequestByHttpsTellsWhoAskedWhoAnsweredAndHowItWasSecured() throws Exception {
    try (TestServer server = start(Format.JSON);
        OldSession session = OldSession.online(server)) {
      String url = session.tunnel("https", "www", 0);
      ScriptedPeer visitor = server.secureVisitor();
      visitor.socket().writeStream(get("/a?b=c").getBytes(StandardCharsets.ISO_8859_1));
      serve(session, get("/a?b=c"), OK);
      visitor.expectStream(OK);

      JsonNode line = new ObjectMapper().readTree(lines(1).get(0));
      assertThat(line.path("client.address").asText()).isEqualTo("127.0.0.1");
      assertThat(line.path("url.scheme").asText()).isEqualTo("https");
      assertThat(line.path("url.path").asText()).isEqualTo("/a");
      assertThat(line.path("url.query").asText()).isEqualTo("b=c");
      assertThat(line.path("server.address").asText()).isEqualTo("www.tunnel.example");
      assertThat(line.path("tls.protocol.version").asText()).startsWith("1.");
      assertThat(line.path("tls.cipher").asText()).startsWith("TLS_");
      assertThat(line.path("http.response.status_code").asInt()).isEqualTo(200);
      assertThat(line.path("ngrokd.tunnel").asText()).isEqualTo(url);
      assertThat(line.path("ngrokd.client").asText()).isNotEmpty();
      assertThat(line.path("ngrokd.answered_by").asText()).isEqualTo("service");
      assertThat(line.path("ngrokd.duration.client").asDouble()).isPositive();
      assertThat(line.path("ngrokd.duration.total").asDouble())
          .isGreaterThanOrEqualTo(line.path("ngrokd.duration.first_byte").asDouble());
      visitor.close();
    }
  }

  @Test
  void whatTheServerAnswersIsThereWithItsRule() throws Exception {
    try (TestServer server = start(Format.JSON);
        Visitor visitor = server.visitor()) {
      visitor.send(get("/")).readToEnd();

      assertThat(lines(1).get(0))
          .contains("\"http.response.status_code\":404", "\"ngrokd.rule\":\"no_tunnel\"");
    }
  }

  @Test
  void aTcpConnectionIsThereWhenItIsOver() throws Exception {
    try (TestServer server = start(Format.JSON);
        OldSession session = OldSession.online(server)) {
      String url = session.tunnel("tcp", "", 0);
      try (Visitor visitor = Visitor.connect(OldSession.port(url))) {
        visitor.send("question");
        ScriptedPeer proxy = session.proxy();
        proxy.expectSplitMessage();
        proxy.expectStream("question");
        proxy.socket().writeStream("answer".getBytes(StandardCharsets.ISO_8859_1));
        proxy.socket().sendCloseNotify();
        assertThat(visitor.readToEnd()).isEqualTo("answer");
      }

      assertThat(lines(1).get(0))
          .contains(
              "\"ngrokd.received\":8,\"ngrokd.sent\":6",
              "\"ngrokd.tunnel\":\"" + url + "\"",
              "\"ngrokd.outcome\":\"finished\"");
    }
  }

  /** As logrotate does: it moves the file away, then says so. */
  @Test
  void aSignalHasItBegunAnew() throws Exception {
    Path moved = directory.resolve("moved.log");
    try (ServerProcess server = ServerProcess.start(directory, List.of(), "-accessLog=" + file)) {
      int port = server.awaitPort("for public http connections");
      server.awaitLine("control and proxy connections");
      for (String signal : List.of("HUP", "USR1")) {
        ask(port, "/before");
        lines(1);
        Files.move(file, moved, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        server.signal(signal);
        await().until(() -> Files.exists(file));
        ask(port, "/after");

        assertThat(lines(1)).singleElement().asString().contains("/after");
        assertThat(moved).content().contains("/before");
        Files.delete(file);
      }
    }
  }

  private static void ask(int port, String path) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send(get(path)).readToEnd();
    }
  }

  @Test
  void goAccessReadsTheCombinedFormAttacksIncluded() throws Exception {
    assumeTrue(Files.isExecutable(GOACCESS), "GoAccess is not installed");
    try (TestServer server = start(Format.COMBINED);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "www", 0);
      String attack = get("/a\"b\\?q=<x>", "User-Agent: x\" 200 1 \"-\" \"y\\\r\n");
      try (Visitor visitor = server.visitor()) {
        visitor.send(attack);
        serve(session, attack, OK);
        visitor.expect(OK);
      }
      try (Visitor visitor = server.visitor()) {
        visitor.send(get("/plain", "User-Agent: curl/8\r\n", "Referer: https://e.org/\r\n"));
        serve(session, get("/plain", "User-Agent: curl/8\r\n", "Referer: https://e.org/\r\n"), OK);
        visitor.expect(OK);
      }
      String url = session.tunnel("tcp", "", 0);
      try (Visitor visitor = Visitor.connect(OldSession.port(url))) {
        visitor.reset();
      }
      lines(3);
    }
    JsonNode report = goAccess();

    JsonNode general = report.path("general");
    assertThat(general.path("total_requests").asInt()).isEqualTo(3);
    assertThat(general.path("failed_requests").asInt()).isZero();
    assertThat(general.path("valid_requests").asInt()).isEqualTo(3);
    assertThat(report.path("requests").path("data").findValuesAsText("data")).contains("/plain");
    assertThat(report.path("referring_sites").path("data").findValuesAsText("data"))
        .contains("e.org");
  }

  private JsonNode goAccess() throws IOException, InterruptedException {
    Path report = directory.resolve("report.json");
    Process process =
        new ProcessBuilder(
                GOACCESS.toString(),
                file.toString(),
                "--no-global-config",
                "--log-format=COMBINED",
                "--no-progress",
                "--output=" + report)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("goaccess.txt").toFile())
            .start();
    assertThat(process.waitFor())
        .as(() -> read(directory.resolve("goaccess.txt")) + read(file))
        .isZero();
    return new ObjectMapper().readTree(report.toFile());
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
