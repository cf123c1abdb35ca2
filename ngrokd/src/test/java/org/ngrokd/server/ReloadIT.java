package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.Visitor;

/** A running server reads its config file anew. */
class ReloadIT {
  private static final String ASK = "GET / HTTP/1.1\r\nHost: nobody.tunnel.example\r\n\r\n";

  private static final String CHANGED =
      """
      maxVisitorsPerIp: 1
      log-level: WARNING
      metricsAddr: 127.0.0.1:9440
      """;

  @TempDir private Path state = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;
  private ServerProcess server;
  private int http;

  @BeforeEach
  void start() throws IOException {
    file = state.resolve("ngrokd.yml");
    Files.writeString(file, "maxVisitorsPerIp: 2\n");
    server = ServerProcess.start(state, List.of(), "-config=" + file);
    http = server.awaitPort("public http connections");
    server.awaitLine("control and proxy connections");
    await().until(() -> run("reload") == 0); // what takes orders comes last
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(Map.of("NGROKD_HOME", state.toString()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static void ask(Visitor visitor) throws IOException {
    visitor.send(ASK);
    assertThat(visitor.read(12)).isEqualTo("HTTP/1.0 404");
  }

  @Test
  void takesUpWhatCanChangeAndNamesWhatCannot() throws Exception {
    Files.writeString(file, CHANGED);

    assertThat(run("reload")).as("%s", err).isZero();

    assertThat(out.toString().lines().toList())
        .containsExactly(
            "Changed: log-level is WARNING, and was INFO",
            "Changed: maxVisitorsPerIp is 1, and was 2",
            "Needs a restart: metricsAddr");
    try (Visitor first = Visitor.connect(http);
        Visitor second = Visitor.connect(http)) {
      second.expectGone(10_000);
      ask(first);
    }
    assertThat(run("reload")).isZero();
    assertThat(out.toString().lines().toList()).containsExactly("Needs a restart: metricsAddr");
  }

  @Test
  void wrongFileChangesNothingAndIsToldAsAtTheStart() throws Exception {
    Files.writeString(file, "maxVisitorsPerIp: 1\nmaxVisitor: 3\nstallTimeout: never\n");

    assertThat(run("reload")).isEqualTo(1);

    assertThat(err.toString())
        .contains(file + ":2: unknown key 'maxVisitor'. Did you mean 'maxVisitors'?")
        .contains(file + ":3: ")
        .contains("Nothing was changed");
    try (Visitor first = Visitor.connect(http);
        Visitor second = Visitor.connect(http)) {
      ask(second);
      ask(first);
    }
  }

  @Test
  void signalDoesTheSame() throws Exception {
    Files.writeString(file, "maxVisitorsPerIp: 3\n");

    server.signal("HUP");

    assertThat(server.awaitLine("Changed: ")).contains("maxVisitorsPerIp is 3, and was 2");
  }

  @Test
  void drainEndsTheProgramWhenNothingIsUnderWay() throws Exception {
    assertThat(run("drain", "-time=20")).as("%s", err).isZero();

    assertThat(out.toString()).contains("20 s to end");
    assertThat(server.exitCode()).isZero();
  }
}
