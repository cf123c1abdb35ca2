package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.protocol.testing.Visitor;

/** The client in a terminal: what it draws there, and what it leaves behind. */
class TerminalScreenIT {
  private static final String TUNNELS =
      """
      tunnels:
        web: {proto: {http: %1$d, https: %1$d}}
        none: {proto: {http: 1}}
      """;

  private static final String LONG_PATH = "/a/long/path/" + "and-on/".repeat(6) + "end";
  private static final String ONLINE = "Session Status +online[\\s\\S]+ -> 127.0.0.1:1\\s";
  private static final String REQUEST =
      "\\d\\d:\\d\\d:\\d\\d GET     \\S+ +\\d\\d\\d [A-Za-z ]+[0-9.]+ m?s";

  /** A code that sets a colour, of letters or behind them. */
  private static final Pattern COLOUR =
      Pattern.compile("\033\\[([0-9;]*;)?([34][0-8]|9[0-7]|10[0-7])[;m]");

  /** A code that clears all of the screen, or from the cursor on. */
  private static final Pattern CLEARING = Pattern.compile("\033\\[[0-3]?J");

  private static Programs programs;
  private static Shop shop;
  private static Program server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    Tmux.assumeInstalled();
    programs = new Programs();
    shop = Shop.open();
    server = programs.server();
  }

  @AfterAll
  static void stop() throws IOException {
    if (programs != null) {
      programs.close();
      shop.close();
    }
  }

  /** A terminal of the usual size, with the program in its directory. */
  private Tmux terminal() throws IOException {
    Path program = directory.resolve("ngrok");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s/bin/java' -XX:+UseSerialGC -jar '%s' \"$@\"\n"
            .formatted(
                System.getProperty("java.home"), new File("target/ngrok.jar").getAbsolutePath()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return Tmux.open(directory, 80, 24);
  }

  /** The command that opens the tunnels and tells how it ended. */
  private String command(Program to, String arguments) throws IOException {
    return command(programs, to, arguments);
  }

  private String command(Programs with, Program to, String arguments) throws IOException {
    int port = Programs.port(to, "control and proxy");
    Path config = with.config(port, TUNNELS.formatted(shop.port()));
    Files.copy(config, directory.resolve("ngrok.cfg"));
    return "./ngrok -config ngrok.cfg " + arguments;
  }

  private static String ending(String command) {
    return command + "; echo \"code=$?\"";
  }

  private static void visit(String host, String path) throws IOException {
    try (Visitor visitor = Visitor.connect(Programs.port(server, "public http"))) {
      visitor
          .send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
          .readToEnd();
    }
  }

  /** The public host of the tunnel to the shop, and of the one to nothing. */
  private static String webHost(Tmux terminal) {
    return terminal.await("Forwarding +http://(\\S+) ->");
  }

  private static String deadHost(Tmux terminal) {
    return terminal.await("http://(\\S+) -> 127.0.0.1:1\\s");
  }

  private static long requests(Tmux terminal) {
    return terminal.lines().stream().filter(line -> line.matches(REQUEST)).count();
  }

  /** A screen may be looked at while it is drawn. */
  private static void awaitRequests(Tmux terminal, int count) {
    await().untilAsserted(() -> assertThat(requests(terminal)).isEqualTo(count));
  }

  @Test
  void screenShowsStatusTunnelsAndTheLastRequestsAtAnySize() throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type(command(server, "start-all"));
      terminal.await(ONLINE);
      for (int i = 0; i < 8; i++) {
        visit(webHost(terminal), "/orders");
      }
      visit(webHost(terminal), "/missing");
      visit(webHost(terminal), LONG_PATH);
      visit(deadHost(terminal), "/dead");

      terminal.await(" /dead +502 Bad Gateway +[0-9.]+ m?s");

      assertThat(terminal.lines().get(0)).matches("ngrok 1\\.7 {46}q quits, c copies the URL");
      assertThat(terminal.text())
          .containsPattern("\nServer +localhost:\\d+ \\(version 1\\.7\\)\n")
          .containsPattern("\nWeb Interface +http://127\\.0\\.0\\.1:\\d+\n")
          .containsPattern("\nForwarding +http://\\S+ -> 127\\.0\\.0\\.1:" + shop.port() + "\n")
          .containsPattern("\n +https://\\S+ -> 127\\.0\\.0\\.1:" + shop.port() + "\n")
          .containsPattern("\nBytes +[0-9.]+ [KM]?i?B in, [0-9.]+ [KM]?i?B out\n")
          .containsPattern("GET +/orders +200 OK +[0-9.]+ m?s\n")
          .containsPattern("GET +/missing +404 Not Found +[0-9.]+ m?s\n")
          .containsPattern("GET +/a/long/path/and-on/and-o…  404 Not Found");
      terminal.await("\nConnections +ttl +opn +rt1 +rt5 +p50 +p90\n +11 +0 ");
      terminal.await("1 is not listening: visitors get a 502");
      awaitRequests(terminal, 6); // the others have made room for that
      assertThat(terminal.colours())
          .contains("\033[32monline", "\033[32m200 OK", "\033[33m404", "\033[31m502");

      terminal.resize(120, 40);
      terminal.await("ngrok 1\\.7 {86}q quits");
      terminal.await(LONG_PATH + " ");
      awaitRequests(terminal, 11);

      terminal.resize(20, 5);
      terminal.await("^ngrok 1\\.7  q quits, *\n\nSession Status    on\nServer            lo\n");

      terminal.resize(80, 24);
      terminal.await("^ngrok 1\\.7 {46}q quits, c copies the URL\n\nSession Status    online\n");
      awaitRequests(terminal, 6);
    }
  }

  /** How the user ends it. */
  private enum Ending {
    Q {
      @Override
      void end(Tmux terminal) {
        terminal.press("C-z"); // which means nothing
        terminal.press("C-\\");
        terminal.press("q");
      }
    },
    CTRL_C {
      @Override
      void end(Tmux terminal) {
        terminal.press("C-c");
      }
    },
    SIGTERM {
      @Override
      void end(Tmux terminal) {
        assertThat(terminal.program().destroy()).isTrue();
      }
    };

    abstract void end(Tmux terminal);
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void terminalIsGivenBackAsItWas(Ending ending) throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type("stty -a > before; echo earlier words");
      terminal.type(ending(command(server, "start-all")));
      terminal.await(ONLINE);
      assertThat(terminal.isAlternate()).isTrue();
      assertThat(terminal.showsCursor()).isFalse();
      assertThat(terminal.text()).doesNotContain("earlier words");

      ending.end(terminal);

      assertThat(terminal.await("code=(\\d+)")).isEqualTo("0");
      assertThat(terminal.isAlternate()).isFalse();
      assertThat(terminal.showsCursor()).isTrue();
      assertThat(terminal.text()).contains("earlier words").doesNotContain("Session Status");
      terminal.type("stty -a > after; echo compa''red");
      terminal.await("compared");
      assertThat(directory.resolve("after")).hasSameTextualContentAs(directory.resolve("before"));
      assertThat(directory.resolve("after")).content().contains(" icanon", " echo ", "isig ");
    }
  }

  /** The console of Linux cannot give back what was there before; one that is unknown gets by. */
  @ParameterizedTest
  @ValueSource(strings = {"linux", "of-no-kind"})
  void terminalThatCanDoLittleGetsAScreenToo(String kind) throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type("export TERM=" + kind);
      terminal.type(ending(command(server, "start-all")));
      terminal.await("^ngrok 1\\.7 +q quits[\\s\\S]+" + ONLINE);

      terminal.press("q");

      assertThat(terminal.await("^code=(\\d+)")).isEqualTo("0");
      assertThat(terminal.showsCursor()).isTrue();
      assertThat(terminal.text()).doesNotContain("Session Status");
    }
  }

  @Test
  void dumbTerminalGetsPlainLines() throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type("export TERM=dumb");
      terminal.type(command(server, "start-all"));

      terminal.await("\nForwarding http://\\S+ -> 127.0.0.1:1\nhttp://\\S+\n");

      assertThat(terminal.text()).doesNotContain("Session Status");
    }
  }

  @Test
  void refusalIsReadInTheTerminalAfterTheScreenIsGone() throws Exception {
    try (Tmux terminal = terminal()) {
      String command = command(server, "start-all");
      Path config = directory.resolve("ngrok.cfg");
      Files.writeString(config, Files.readString(config).replace("localhost:", "127.0.0.1:"));

      terminal.type(ending(command));

      assertThat(terminal.await("code=(\\d+)")).isEqualTo("1");
      assertThat(String.join("", terminal.lines()))
          .contains("ngrok: The certificate of 127.0.0.1:", "is for localhost, *.localhost");
      assertThat(terminal.isAlternate()).isFalse();
      assertThat(terminal.showsCursor()).isTrue();
    }
  }

  @Test
  void cCopiesTheUrlAndNoRedrawEverClearsTheScreen() throws Exception {
    try (Tmux terminal = terminal()) {
      Path sent = directory.resolve("sent");
      terminal.record(sent);
      terminal.type(ending(command(server, "start-all")));
      terminal.await(ONLINE);
      String url = terminal.await("(https://\\S+) ->");
      visit(webHost(terminal), "/orders");
      terminal.await("/orders +200");

      terminal.press("F2"); // has a Q in it
      terminal.press("c");
      terminal.await("\nCopied " + url + "\n");
      assertThat(terminal.clipboard()).isEqualTo(url);
      terminal.press("q");
      terminal.await("code=0");

      await().untilAsserted(() -> assertThat(sent).content().contains("code=0"));
      String all = Files.readString(sent, StandardCharsets.UTF_8);
      String afterFirst = all.substring(all.indexOf("online"));
      assertThat(afterFirst).contains("/orders").doesNotContainPattern(CLEARING);
      assertThat(afterFirst).as("what stayed as it was").doesNotContain("Session Status");
    }
  }

  @Test
  void noColorIsHeededAndATerminalOfUnknownSizeGetsAPicture() throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type("stty cols 0 rows 0; export NO_COLOR=1");
      terminal.type(command(server, "start-all"));
      terminal.await(ONLINE);
      visit(webHost(terminal), "/missing");
      visit(deadHost(terminal), "/dead");

      terminal.await("/dead +502 Bad Gateway +[0-9.]+ m?s");

      assertThat(terminal.colours()).contains("404 Not Found").doesNotContainPattern(COLOUR);
    }
  }

  @Test
  void lostServerIsTriedAgainInSecondsAndTheReasonIsTold() throws Exception {
    try (Programs own = new Programs();
        Tmux terminal = terminal()) {
      Program first = own.server();
      terminal.type(command(own, first, "start-all"));
      terminal.await(ONLINE);
      int port = Programs.port(first, "control and proxy");

      assertThat(first.terminate()).isZero();

      terminal.await("Session Status +reconnecting in \\d+ s\n {18}\\S+ .*\n");
      assertThat(terminal.text()).doesNotContain("Forwarding");

      own.server("-tunnelAddr", "127.0.0.1:" + port);

      terminal.await("Session Status +online\nServer +localhost:" + port);
      terminal.await("Forwarding +http://");
    }
  }

  @Test
  void outputThatIsNoTerminalGetsPlainLinesAndEachUrlAlone() throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type(ending(command(server, "start-all") + " | cat -v"));

      terminal.await("\nForwarding http://\\S+ -> 127.0.0.1:1\nhttp://\\S+\n");

      assertThat(terminal.text())
          .contains("Tunnel status: online (server version 1.7)")
          .containsPattern("\nhttps://\\S+\n")
          .containsPattern("\nWeb interface http://")
          .doesNotContain("^[", "Session Status");
      assertThat(terminal.isAlternate()).isFalse();
    }
  }

  @Test
  void logOnStandardOutputHasTheTerminalForItself() throws Exception {
    try (Tmux terminal = terminal()) {
      terminal.type(ending(command(server, "-log=stdout start-all")));

      terminal.await("Tunnel established at ");

      assertThat(terminal.isAlternate()).isFalse();
      assertThat(terminal.text()).doesNotContain("Session Status").contains("[INFO]");
      terminal.press("C-c");
      assertThat(terminal.await("code=(\\d+)")).isEqualTo("0");
    }
  }
}
