package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.common.SshException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.Visitor;

/** What pgrok's client says and hears. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgrokClientIT {
  private TeamServer team;

  @BeforeAll
  void start(@TempDir Path state) {
    team = TeamServer.withSsh(state);
  }

  @AfterAll
  void stop() throws Exception {
    team.close();
  }

  private PgrokPeer pgrok(String name) throws Exception {
    return new PgrokPeer(team.server().port("ssh"), team.token(name));
  }

  private String host(String name) {
    return name + "." + TeamServer.DOMAIN + ":" + team.server().port("http");
  }

  @Test
  void conversationOfAnHttpTunnel() throws Exception {
    try (PgrokPeer pgrok = pgrok("alice")) {
      assertThat(pgrok.ask("hint", "{\"protocol\":\"http\"}")).hasValue(new byte[0]);

      byte[] port = pgrok.ask("tcpip-forward", new byte[8]).orElseThrow();
      assertThat(port).containsExactly(0, 0, 0, 80);

      assertThat(pgrok.ask("server-info", "{\"protocol\":\"http\"}"))
          .hasValueSatisfying(
              reply ->
                  assertThat(new String(reply, StandardCharsets.UTF_8))
                      .isEqualTo("{\"host_url\":\"http://" + host("alice") + "\"}"));

      try (Visitor visitor = team.server().visitor()) {
        visitor.send("GET / HTTP/1.1\r\nHost: " + host("alice") + "\r\n\r\n");
        assertThat(visitor.readToEnd()).endsWith("\r\n\r\nok");
        assertThat(pgrok.visit())
            .isEqualTo(new PgrokPeer.Visit("", 80, "127.0.0.1", visitor.socket().getLocalPort()));
      }
      assertThat(pgrok.cancel(80)).isTrue();
      assertThat(pgrok.cancel(80)).isFalse();
    }
  }

  @Test
  void bindAddressIsEchoedAsItWasSent() throws Exception {
    byte[] bind = "\0\0\0\u00090.0.0.0:X\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    try (PgrokPeer pgrok = pgrok("alice")) {
      assertThat(pgrok.ask("hint", PgrokPeer.json("http"))).isPresent();
      assertThat(pgrok.ask("tcpip-forward", bind)).isEmpty();

      bind = "\0\0\0\u00070.0.0.0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
      assertThat(pgrok.ask("tcpip-forward", bind)).isPresent();
      try (Visitor visitor = team.server().visitor()) {
        visitor.send("GET / HTTP/1.1\r\nHost: " + host("alice") + "\r\n\r\n");
        assertThat(pgrok.visit().bound()).isEqualTo("0.0.0.0");
      }
    }
  }

  @Test
  void secondTunnelHasThePersonsNameBehindADash() throws Exception {
    try (PgrokPeer first = pgrok("bob");
        PgrokPeer second = pgrok("bob")) {
      first.open("http");
      second.open("http");

      assertThat(first.url("http")).isEqualTo("http://" + host("bob"));
      assertThat(second.url("http")).matches("http://[0-9a-f]{32}-" + host("bob"));
    }
  }

  @Test
  @SuppressWarnings("try") // one goes before the other
  void nameIsFreeAtOnceWhenItIsGivenBackOrItsClientGoes() throws Exception {
    try (PgrokPeer first = pgrok("carol");
        PgrokPeer second = pgrok("carol")) {
      assertThat(first.cancel(first.open("http"))).isTrue();
      second.open("http");

      assertThat(second.url("http")).isEqualTo("http://" + host("carol"));
      second.close();
      first.open("http");
      assertThat(first.url("http")).isEqualTo("http://" + host("carol"));
    }
  }

  @Test
  void portOfATcpTunnelIsGivenAgain() throws Exception {
    int port;
    try (PgrokPeer pgrok = pgrok("alice")) {
      port = pgrok.open("tcp");
      assertThat(pgrok.url("tcp")).isEqualTo("tcp://" + TeamServer.DOMAIN + ":" + port);
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(visitor.readToEnd()).endsWith("ok");
        assertThat(pgrok.visit().port()).isEqualTo(port);
      }
    }
    try (PgrokPeer pgrok = pgrok("alice")) {
      assertThat(pgrok.open("tcp")).isEqualTo(port);
    }
  }

  @Test
  void answersComeInTheOrderOfTheRequests() throws Exception {
    String hint = "hint " + PgrokPeer.json("http");
    try (PgrokPeer pgrok = pgrok("alice")) {
      assertThat(
              pgrok.askAtOnce(
                  "server-info",
                  hint,
                  "tcpip-forward",
                  "nobody-knows@example.com",
                  "server-info",
                  "hint {}",
                  "cancel-tcpip-forward",
                  hint))
          .containsExactly("no", "yes", "yes", "no", "yes", "no", "no", "yes");
    }
  }

  @Test
  void unknownHintAndInfoWithoutATunnelAreRefused() throws Exception {
    try (PgrokPeer pgrok = pgrok("alice")) {
      assertThat(pgrok.ask("hint", "{\"protocol\":\"udp\"}")).isEmpty();
      assertThat(pgrok.ask("server-info", PgrokPeer.json("http"))).isEmpty();
    }
  }

  @Test
  void wrongTokenIsNobodys() {
    assertThatThrownBy(() -> new PgrokPeer(team.server().port("ssh"), "not-a-token").close())
        .isInstanceOf(SshException.class)
        .hasMessageContaining("No more authentication methods available");
  }
}
