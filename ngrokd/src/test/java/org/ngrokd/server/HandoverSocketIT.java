package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.server.testing.CapturedLog;

/** Who comes to the socket where a successor asks for the server's place. */
@EnabledOnOs(OS.LINUX)
class HandoverSocketIT {
  @TempDir private Path state = Path.of("");
  private TestServer server;
  private Path socket = Path.of("");

  @BeforeEach
  void start() {
    server = TestServer.start(state);
    socket = state.resolve("handover.sock");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** One that asks for steps as a successor does. */
  private static final class Asking implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    Asking(Path socket) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    String ask(String step) throws IOException {
      say(step);
      return answer();
    }

    void say(String step) throws IOException {
      channel.write(ByteBuffer.wrap((step + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    String answer() throws IOException {
      return String.valueOf(answers.readLine());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void socketIsForItsOwnerOnlyAndGoesWithTheServer() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");

    server.close();

    assertThat(socket).doesNotExist();
  }

  @Test
  void serverThatHasGivenAllButItsVisitorsTakesItBack() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.WARN);
        OldSession session = OldSession.online(server)) {
      try (Asking successor = new Asking(socket)) {
        assertThat(successor.ask("take-over/1")).startsWith("ok ").contains("http@", "tunnel@");
        assertThat(successor.ask("state")).isEqualTo("ok");
        assertThat(successor.ask("clients")).isEqualTo("ok");
        assertThat(successor.ask("moved")).isEqualTo("ok 0 of 1 have moved, the others reconnect");
      }

      await()
          .until(
              () ->
                  log.lines()
                      .contains(
                          "WARN The successor has ended before it took over: this server goes on"));
      session.control().expectTcpClosed(ScriptedPeer.PATIENCE); // it cannot be at two servers
      OldSession.online(server).close(); // who waited in the queue
      assertThat(server.server().replaced()).isNotDone();
    }
  }

  /** Or that one, which hears nothing more, would end too. */
  @Test
  void serverIsReplacedWhenItsSuccessorHasBeenToldSo() throws Exception {
    try (Asking successor = new Asking(socket)) {
      assertThat(successor.ask("take-over/1")).startsWith("ok ");
      assertThat(successor.ask("state")).isEqualTo("ok");
      assertThat(successor.ask("clients")).isEqualTo("ok");
      assertThat(successor.ask("moved")).isEqualTo("ok 0 of 0 have moved, the others reconnect");
      CompletableFuture<String> told =
          server.server().replaced().thenApply(pid -> answer(successor)); // where it would end

      successor.say("visitors");

      assertThat(told.get(60, TimeUnit.SECONDS)).isEqualTo("ok");
    }
  }

  private static String answer(Asking successor) {
    try {
      return successor.answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneSuccessorComesAtATime() throws Exception {
    try (Asking first = new Asking(socket);
        Asking second = new Asking(socket)) {
      assertThat(first.ask("take-over/1")).startsWith("ok ");

      assertThat(second.ask("take-over/1")).isEqualTo("no another successor is at work");
    }
  }

  @Test
  void whoSaysSomethingElseIsNotHeard() throws Exception {
    try (Asking stranger = new Asking(socket)) {
      assertThat(stranger.ask("state")).isEqualTo("null");
    }
    try (Asking first = new Asking(socket)) {
      assertThat(first.ask("take-over/1")).startsWith("ok ");
      assertThat(first.ask("nonsense")).isEqualTo("no unknown step nonsense");
    }
  }

  @Test
  void embeddedServerStartsNoSuccessor() throws Exception {
    try (Asking somebody = new Asking(socket)) {
      assertThat(somebody.ask("replace/1"))
          .isEqualTo("no it cannot start itself again: start another one with -takeOver");
    }
  }

  @Test
  void anotherUserIsTurnedAwayEvenWhereTheModeWouldLetHimIn() throws Exception {
    assumeTrue(Files.getAttribute(socket, "unix:uid").equals(0), "needs another user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));

    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      Process stranger =
          new ProcessBuilder(
                  List.of(
                      "setpriv",
                      "--reuid=65534",
                      "--clear-groups",
                      "curl",
                      "-s",
                      "--max-time",
                      "9",
                      "--unix-socket",
                      socket.toString(),
                      "http://any/"))
              .start();

      assertThat(stranger.waitFor()).isIn(52, 55, 56); // nothing came
      await()
          .until(() -> log.lines().contains("WARN Somebody else (uid 65534) wanted to take over"));
    }
  }
}
