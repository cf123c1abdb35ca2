package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.protocol.testing.Visitor;

/** {@code ngrokd top} from the jar, in a terminal, beside a server that has something to do. */
class ServerScreenIT {
  @TempDir private Path directory;
  private Programs programs;
  private Shop shop;
  private Program server;

  @BeforeEach
  void start() throws IOException {
    Tmux.assumeInstalled();
    programs = new Programs();
    shop = Shop.open();
    server = programs.server();
    await().until(() -> Files.exists(programs.file("state/admin.sock"))); // the last that opens
  }

  @AfterEach
  void stop() throws IOException {
    if (programs != null) {
      programs.close();
      shop.close();
    }
  }

  private Program client(String name) throws IOException {
    Program client =
        programs.client(
            Programs.port(server, "control and proxy"),
            "",
            "-subdomain",
            name,
            "-proto",
            "http",
            String.valueOf(shop.port()));
    client.await("Forwarding http://" + name);
    return client;
  }

  /** A terminal in which the screen is shown. */
  private Tmux top(String flags) throws IOException {
    Path program = directory.resolve("ngrokd");
    Files.writeString(
        program,
        "#!/bin/sh\nNGROKD_HOME='%s' exec '%s/bin/java' -XX:+UseSerialGC -jar '%s' \"$@\"\n"
            .formatted(
                programs.file("state"),
                System.getProperty("java.home"),
                new File("../ngrokd/target/ngrokd.jar").getAbsolutePath()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Tmux terminal = Tmux.open(directory, 80, 24);
    terminal.type("./ngrokd top " + flags + "; echo \"code=$?\"");
    return terminal;
  }

  private void visit(String name) throws IOException {
    try (Visitor visitor = Visitor.connect(Programs.port(server, "public http"))) {
      String reply =
          visitor
              .send("GET / HTTP/1.1\r\nHost: " + name + ".localhost\r\nConnection: close\r\n\r\n")
              .readToEnd();
      assertThat(reply).startsWith("HTTP/1.1 ");
    }
  }

  @Test
  void screenShowsTunnelsAndClientsAndLeavesTheTerminalAsItWas() throws Exception {
    client("nas");
    client("shop");
    visit("shop");
    try (Tmux terminal = top("-sort name")) {
      terminal.await("(?m)^ngrokd .* localhost .*q quit");
      terminal.await("Clients +2");
      terminal.await("http://nas\\.localhost");
      terminal.await("http://shop\\.localhost");
      assertThat(terminal.isAlternate()).isTrue();
      assertThat(terminal.lines()).allMatch(line -> line.length() <= 80);

      terminal.press("/");
      terminal.type("shop");
      terminal.await("(?s)^(?!.*nas\\.localhost).*shop\\.localhost");

      terminal.press("q");
      terminal.await("code=0");
      assertThat(terminal.isAlternate()).isFalse();
      assertThat(terminal.showsCursor()).isTrue();
    }
  }

  @Test
  void screenSaysThatTheServerHasGone() throws Exception {
    try (Tmux terminal = top("")) {
      terminal.await("Clients +0");

      assertThat(server.terminate()).isZero();

      terminal.await("(?s)q quit.*[Nn]o ngrokd");
      terminal.press("q");
      terminal.await("code=0");
    }
  }

  @Test
  void withoutAServerOneLineSaysSo() throws Exception {
    server.terminate();
    try (Tmux terminal = top("")) {
      terminal.await("code=1");
      assertThat(terminal.text()).contains("ngrokd").doesNotContain("Exception");
    }
  }
}
