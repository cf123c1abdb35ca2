package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.options.ServerOptions;

/** What else a server has goes to its successor, too: ssh, metrics, accounts, its directory. */
@EnabledOnOs(OS.LINUX)
class HandoverWingsIT {
  @TempDir private Path state = Path.of("");

  private ServerOptions options() {
    ServerOptions teams = TestServer.withTeams(state, TeamServer.DOMAIN, TeamServer.TEAMS);
    return TestServer.withMetrics(SshServer.withSsh(teams, 0, Optional.empty()));
  }

  private static String metrics(TestServer server) throws Exception {
    try (Visitor visitor = Visitor.connect(server.port("metrics"))) {
      visitor.send("GET /metrics HTTP/1.0\r\n\r\n");
      return visitor.readToEnd();
    }
  }

  @Test
  void successorHasAllThatTheServerHad() throws Exception {
    TestServer server = TestServer.start(options());
    try (TestServer successor = TestServer.successor(options())) {
      for (String what : new String[] {"http", "https", "tunnel", "ssh", "metrics"}) {
        assertThat(successor.port(what)).as(what).isEqualTo(server.port(what));
      }
      assertThat(server.server().replaced().join()).isEqualTo(ProcessHandle.current().pid());
      assertThat(server.server().finish(Duration.ofSeconds(30))).isTrue();
      server.close();

      assertThat(metrics(successor)).startsWith("HTTP/1.1 200 ").contains("ngrokd_");
      try (Visitor visitor = Visitor.connect(successor.port("ssh"))) {
        assertThat(visitor.socket().getInputStream().readNBytes(8))
            .startsWith("SSH-2.0-".getBytes(StandardCharsets.US_ASCII));
      }
      assertThatThrownBy(() -> TestServer.start(options()))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("Another ngrokd (process ");
      assertThat(Files.exists(state.resolve("handover.sock"))).isTrue(); // the successor's
    }
  }

  @Test
  void accountsStayWithTheServerWhenItsSuccessorFails() throws Exception {
    try (TestServer server = TestServer.start(options())) {
      Path key = state.resolve("client-id.key");
      byte[] kept = Files.readAllBytes(key);
      Files.delete(key);
      Files.createDirectory(key); // it is read after the accounts

      assertThatThrownBy(() -> TestServer.successor(options())).isInstanceOf(UserException.class);

      Files.delete(key);
      Files.write(key, kept);
      assertThat(metrics(server)).startsWith("HTTP/1.1 200 ");
      TestServer.successor(options()).close(); // all can be taken again
    }
  }
}
