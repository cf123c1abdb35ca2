package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OpenSsh;
import org.ngrokd.server.testing.SshKeygen;

/** Tunnels without a public name: who reaches them by OpenSSH's client, and what nobody reaches. */
class SshPrivateIT {
  private final LocalService echo = LocalService.echo();
  private SshKeygen keygen;
  private SshServer gateway;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    keygen = new SshKeygen(directory);
    gateway = SshServer.withUsers(directory, user("alice"), user("bob"), user("carol"));
  }

  /** Of the name, with a key of the name. */
  private String user(String name) {
    return "%s: {token: \"%s\", ssh_keys: [\"%s\"]}"
        .formatted(name, TokenHash.of(name + "-token"), keygen.make(name, "-t", "ed25519"));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    echo.close();
  }

  private OpenSsh as(String name, String command) {
    return gateway.type(command.replaceFirst("ssh", "ssh -i " + keygen.file(name)));
  }

  private String fingerprint(String name) {
    return keygen.tells(keygen.read(name + ".pub")).split(" ", -1)[1];
  }

  private OpenSsh box(String words) throws Exception {
    OpenSsh box = as("alice", "ssh -R box:22:localhost:" + echo.port() + " H " + words);
    assertThat(box.line()).isEqualTo("private://box:22");
    return box;
  }

  private String echoes(String name) throws Exception {
    try (OpenSsh visit = as(name, "ssh -W box:22 H")) {
      visit.process().getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
      visit.process().getOutputStream().flush();
      return visit.line();
    }
  }

  private void isRefused(String name) throws Exception {
    try (OpenSsh visit = as(name, "ssh -o LogLevel=INFO -W box:22 H")) {
      assertThat(visit.exitCode()).isEqualTo(255);
      assertThat(visit.complaints()).contains("There is no private tunnel box:22 for you here");
    }
  }

  @Test
  void sameAccountReachesItAndOthersDoNot() throws Exception {
    try (OpenSsh box = box("tcp-alias=true")) {
      assertThat(echoes("alice")).isEqualTo("hello");
      isRefused("bob");
      assertThat(box.isAlive()).isTrue();
    }
  }

  @Test
  void listedKeyReachesItToo() throws Exception {
    try (OpenSsh box = box("private --allowed-keys=" + fingerprint("bob"))) {
      assertThat(echoes("bob")).isEqualTo("hello");
      assertThat(echoes("alice")).isEqualTo("hello");
      isRefused("carol");
      assertThat(box.isAlive()).isTrue();
    }
  }

  /** Its public half is known to everybody. */
  @Test
  void listedKeyThatIsOnlyOfferedOpensNothing() throws Exception {
    gateway.shell().withPassword("carol-token");
    try (OpenSsh box = box("private --allowed-keys=" + fingerprint("bob"));
        OpenSsh visit =
            gateway.type("ssh -o LogLevel=INFO -i " + keygen.file("bob.pub") + " -W box:22 H")) {
      assertThat(visit.exitCode()).isEqualTo(255);
      assertThat(visit.complaints()).contains("There is no private tunnel");
      assertThat(box.isAlive()).isTrue();
    }
  }

  @Test
  void localPortLeadsToIt() throws Exception {
    int port = FreePort.tcp();
    try (OpenSsh box = box("private");
        OpenSsh way = as("alice", "ssh -v -N -L " + port + ":box:22 H")) {
      String unused = way.complaint(line -> line.contains("Entering interactive session"));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("hello").finish();

        assertThat(visitor.readToEnd()).isEqualTo("hello");
      }
      assertThat(box.isAlive()).isTrue();
    }
  }

  /** The private tunnel's service is the gateway itself, for want of another. */
  @Test
  void jump() throws Exception {
    int ssh = gateway.server().port("ssh");
    Files.writeString(
        gateway.shell().home().resolve("config"),
        "  IdentityFile " + keygen.file("alice") + "\n",
        StandardOpenOption.APPEND);
    try (OpenSsh box = as("alice", "ssh -R box:22:localhost:" + ssh + " H private")) {
      assertThat(box.line()).isEqualTo("private://box:22");

      try (OpenSsh inner = gateway.type("ssh -J H:PORT -p 22 box help")) {
        assertThat(inner.line()).startsWith("Tunnels by plain ssh.");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:WEB", "localhost:WEB", "tunnel.example:22", "[::1]:WEB"})
  void nothingElseIsReached(String target) throws Exception {
    try (OpenSsh visit = as("alice", "ssh -o LogLevel=INFO -W " + target + " H")) {
      assertThat(visit.exitCode()).isEqualTo(255);
      assertThat(visit.complaints()).contains("only those are reached this way");
    }
  }

  @Test
  void nothingIsRunAndNothingCopied() throws Exception {
    try (OpenSsh sftp = as("alice", "ssh -s H sftp")) {
      assertThat(sftp.exitCode()).isEqualTo(255);
      assertThat(sftp.complaints()).contains("subsystem request failed");
    }
    try (OpenSsh run = as("alice", "ssh -o ExitOnForwardFailure=yes -R 0:localhost:WEB H id")) {
      assertThat(run.exitCode()).isEqualTo(255);
      assertThat(run.rest()).isEmpty();
    }
  }
}
