package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;

/** Two clients of 1.7's kind want one name: who has it keeps it while it is there. */
class ContestedNameIT {
  private static final Duration QUIET = Duration.ofMillis(1100);

  @TempDir Path state;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(TestServer.withVhost(state, "tunnel.example"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void clientThatIsThereIsAskedAndKeepsWhatItHas() throws Exception {
    try (OldSession first = OldSession.online(server);
        OldSession second = OldSession.online(server)) {
      first.tunnel("http", "www", 0);
      int port = OldSession.port(first.tunnel("tcp", "", 0));
      second.tunnel("http", "other", 0);
      first.control().expectNothing(QUIET); // who said something a moment ago is not asked

      assertThat(second.refusal("http", "www", 0)).contains("already registered");
      assertThat(second.refusal("tcp", "", port)).contains("in use");

      assertThat(first.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
      first.control().sendSplit(OldSession.PING);
      while (!first.control().expectSplitMessage().equals(OldSession.PONG)) {
        // it may have been asked once for each name
      }
      second.pingPong();
    }
  }

  @Test
  void clientOfAnotherAccountIsNotEvenAsked() throws Exception {
    server.close();
    Path users =
        Files.writeString(
            state.resolve("users.yml"),
            "users: {one: {token: \"%s\"}, two: {token: \"%s\"}}"
                .formatted(TokenHash.of("token-one"), TokenHash.of("token-two")));
    server = TestServer.start(TestServer.withAccounts(state, users, PortRanges.NONE));
    try (OldSession first = online("token-one");
        OldSession second = online("token-two")) {
      first.tunnel("http", "www", 0);
      second.tunnel("http", "other", 0);
      first.control().expectNothing(QUIET);

      assertThat(second.refusal("http", "www", 0)).contains("already registered");

      first.control().expectNothing(Duration.ofMillis(200));
    }
  }

  private OldSession online(String token) throws IOException {
    OldClient client = server.client();
    String reply = client.connectAndAuth(token, "");
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }
}
