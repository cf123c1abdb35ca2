package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.handover.ReplaceRequest;
import org.ngrokd.server.state.StateDirectory;

/** The program is replaced by a new process of itself. */
@EnabledOnOs(OS.LINUX)
class ReplaceIT {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: nobody.tunnel.example\r\nConnection: close\r\n\r\n";

  @TempDir private Path state = Path.of("");
  private Path config = Path.of("");
  private long successor;

  @AfterEach
  void endSuccessor() {
    ProcessHandle.of(successor)
        .filter(each -> successor != 0)
        .ifPresent(
            each -> {
              each.destroyForcibly();
              each.onExit().join();
            });
  }

  private ServerProcess start(String settings, String... flags) throws IOException {
    config = Files.writeString(state.resolve("ngrokd.yml"), settings);
    String[] all = Arrays.copyOf(flags, flags.length + 1);
    all[flags.length] = "-config=" + config;
    return ServerProcess.start(state, List.of(), all);
  }

  private long replace() {
    successor = Long.parseLong(ReplaceRequest.send(StateDirectory.at(state)));
    return successor;
  }

  /** Its mode is set when it listens. */
  private void awaitSocket() {
    Path socket = state.resolve("handover.sock");
    await().until(() -> Files.exists(socket) && mode(socket).equals("rw-------"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void isServed(int port) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send(REQUEST);
      assertThat(visitor.readToEnd()).startsWith("HTTP/1.0 404 ");
    }
  }

  @Test
  void newProcessHasThePortsAndTheOldOneEnds() throws Exception {
    try (ServerProcess server = start("{}")) {
      int http = server.awaitPort("public http connections");
      awaitSocket();

      long pid = replace();

      assertThat(ProcessHandle.of(pid)).isPresent();
      assertThat(server.exitCode()).isZero();
      isServed(http);
    }
  }

  @Test
  void successorThatCannotStartChangesNothing() throws Exception {
    try (ServerProcess server = start("{}")) {
      int http = server.awaitPort("public http connections");
      awaitSocket();
      Files.writeString(config, "drain: tomorrow\n");

      assertThatThrownBy(this::replace)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "The ngrokd that runs was not replaced: its successor ended with exit code 1: the"
                  + " reason is in its log. The one before goes on");

      isServed(http);
      Files.writeString(config, "drain: 1m\n");
      replace();
      isServed(http);
    }
  }

  @Test
  void successorThatEndsHalfWayChangesNothing() throws Exception {
    try (ServerProcess server = start("{}")) {
      int http = server.awaitPort("public http connections");
      awaitSocket();
      Path key = state.resolve("client-id.key"); // it is read when the place is half taken
      byte[] kept = Files.readAllBytes(key);
      Files.delete(key);
      Files.createDirectory(key);

      assertThatThrownBy(this::replace).isInstanceOf(UserException.class);

      server.awaitLine("The successor has ended before it took over: this server goes on");
      isServed(http);
      Files.delete(key);
      Files.write(key, kept);
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      replace();
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void whereNoneRunsNoneIsReplaced() {
    assertThatThrownBy(this::replace)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("No ngrokd that could be replaced answers at " + state);
  }
}
