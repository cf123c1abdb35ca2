package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.testing.CapturedLog;

/** Who may do what, with 1.7 clients. */
class AccessIT {
  private Path file;
  private Path state;
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    state = directory.resolve("state");
    file = directory.resolve("users.yml");
    users(
        "alice: {token: \"" + TokenHash.of("alice-token") + "\", subdomains: [shop, \"dev-*\"]}",
        "bob: {token: \""
            + TokenHash.of("bob-token")
            + "\", max_tunnels: 1, protocols: [http, tcp], tcp_ports: [\"20000-29999\"]}");
    server = start(PortRanges.NONE);
  }

  private void users(String... lines) throws IOException {
    Files.writeString(file, "users:\n  " + String.join("\n  ", lines) + "\n");
  }

  private TestServer start(PortRanges tcpPorts) {
    return TestServer.start(TestServer.withAccounts(state, file, tcpPorts));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private OldSession online(String token) throws IOException {
    return online(token, "");
  }

  private OldSession online(String token, String clientId) throws IOException {
    OldClient client = server.client();
    String reply = client.connectAndAuth(token, clientId);
    assertThat(MessageText.field(reply, "Error")).isEmpty();
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  private String error(String token) throws IOException {
    try (OldClient client = server.client()) {
      return MessageText.field(client.connectAndAuth(token, ""), "Error");
    }
  }

  @Test
  void whoHasNoTokenOrAWrongOneIsToldWhatToDo() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      assertThat(error("")).startsWith("This server needs a token: ask its admin for one");
      assertThat(error("hunter2")).startsWith("This server does not know your token");

      assertThat(String.join("\n", log.lines()))
          .contains("Refused (peer 127.0.0.1:")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void namesInTheFileAreKeptForTheirOwnerEvenWhileOffline() throws Exception {
    try (OldSession bob = online("bob-token")) {
      assertThat(bob.tunnel("http", "free", 0)).contains("free.");
      // Its only tunnel is open: what follows does not end the session.
      assertThat(bob.refusal("http", "shop", 0)).contains("All tunnels that your token is for (1)");
    }
    try (OldSession bob = online("bob-token")) {
      assertThat(bob.refusal("http", "shop", 0))
          .isEqualTo("The name shop.tunnel.example is reserved for somebody else");
    }
    try (OldSession bob = online("bob-token")) {
      assertThat(
              MessageText.field(
                  bob.client()
                      .requestTunnel(
                          "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\"http\","
                              + "\"Hostname\":\"DEV-1.tunnel.example.:8080\"}}"),
                  "Error"))
          .matches("The name dev-1.tunnel.example is reserved.*|Invalid hostname .*");
    }
    try (OldSession alice = online("alice-token")) {
      assertThat(alice.tunnel("http", "shop", 0)).contains("//shop.");
      assertThat(alice.tunnel("http", "dev-1", 0)).contains("//dev-1.");
      assertThat(alice.refusal("http", "free", 0))
          .isEqualTo(
              "Your token is not for the name free.tunnel.example; subdomains that it is for:"
                  + " shop, dev-*");
    }
  }

  @Test
  void tlsTunnelsAreUnderTheSameRules() throws Exception {
    try (OldSession bob = online("bob-token")) {
      assertThat(bob.refusal("tls", "b", 0))
          .startsWith("Your token is not for tls tunnels, but for: ");
    }
    try (OldSession alice = online("alice-token")) {
      assertThat(alice.tunnel("tls", "", 0)).startsWith("tls://shop.tunnel.example");
      assertThat(alice.refusal("tls", "free", 0))
          .startsWith("Your token is not for the name free.");
    }
    users(
        "alice: {token: \"" + TokenHash.of("alice-token") + "\", subdomains: [shop]}",
        "carol: {token: \"" + TokenHash.of("carol-token") + "\", max_tunnels: 1}");
    server.reloadUsers();
    try (OldSession carol = online("carol-token")) {
      assertThat(carol.refusal("tls", "shop", 0))
          .isEqualTo("The name shop.tunnel.example is reserved for somebody else");
    }
    try (OldSession carol = online("carol-token")) {
      assertThat(carol.tunnel("tls", "mine", 0)).startsWith("tls://mine.");
      assertThat(carol.refusal("tls", "more", 0))
          .startsWith("All tunnels that your token is for (1)");
    }
  }

  @Test
  void whoAsksForNoNameGetsOneOfItsOwn() throws Exception {
    try (OldSession alice = online("alice-token")) {
      assertThat(alice.tunnel("http", "", 0)).contains("//shop.tunnel.example");
    }
  }

  @Test
  void protocolsAndPortsAreThoseOfTheToken() throws Exception {
    try (OldSession bob = online("bob-token")) {
      assertThat(bob.refusal("https", "b", 0))
          .startsWith("Your token is not for https tunnels, but for: ");
    }
    try (OldSession bob = online("bob-token")) {
      assertThat(bob.refusal("tcp", "", 3000))
          .isEqualTo(
              "Error binding TCP listener: your token is not for port 3000, but for: 20000-29999");
    }
    try (OldSession bob = online("bob-token")) {
      assertThat(OldSession.port(bob.tunnel("tcp", "", 0))).isBetween(20000, 29999);
    }
    try (OldSession alice = online("alice-token")) {
      assertThat(alice.refusal("tcp", "", 20001))
          .isEqualTo("Error binding TCP listener: port 20001 is reserved for somebody else");
    }
  }

  @Test
  void clientIdIsWorthNothingWithAnotherToken() throws Exception {
    try (OldSession alice = online("alice-token")) {
      alice.tunnel("http", "shop", 0);

      try (OldSession bob = online("bob-token", alice.clientId())) {
        assertThat(bob.clientId()).isNotEqualTo(alice.clientId());
        alice.pingPong(); // she was not replaced
      }
    }
  }

  @Test
  void removedTokenEndsItsClientsAndABrokenFileEndsNobody() throws Exception {
    try (OldSession alice = online("alice-token");
        OldSession bob = online("bob-token")) {
      Files.writeString(file, "users: [\n");
      server.reloadUsers();
      alice.pingPong();

      users("alice: {token: \"" + TokenHash.of("alice-token") + "\"}");
      server.reloadUsers();

      bob.control().expectClosed();
      alice.pingPong();
      assertThat(alice.tunnel("http", "anything", 0)).contains("//anything.");
      assertThat(error("bob-token")).startsWith("This server does not know your token");
    }
  }

  @Test
  void tcpPortsOfTheServerAreForEverybody() throws Exception {
    server.close();
    int only = FreePort.tcp();
    server = start(PortRanges.parse(List.of(Integer.toString(only))));
    users("carol: {token: \"" + TokenHash.of("carol-token") + "\"}");
    server.reloadUsers();

    try (OldSession carol = online("carol-token")) {
      assertThat(OldSession.port(carol.tunnel("tcp", "", 0))).isEqualTo(only);
      assertThat(carol.refusal("tcp", "", 0))
          .startsWith("Error binding TCP listener: port " + only);
      assertThat(carol.refusal("tcp", "", only + 1))
          .isEqualTo(
              "Error binding TCP listener: this server's tcp tunnels have the ports " + only);
    }
  }

  @Test
  void serversOwnAndPrivilegedPortsAreNotToBeHad() throws Exception {
    try (OldSession alice = online("alice-token")) {
      alice.tunnel("http", "shop", 0);

      assertThat(alice.refusal("tcp", "", server.port("http"))).endsWith("is the server's own");
      assertThat(alice.refusal("tcp", "", 22)).contains("ports below 1024 are privileged");
    }
  }

  @Test
  void proxyConnectionsNeedNoToken() throws Exception {
    try (OldSession alice = online("alice-token")) {
      alice.tunnel("http", "shop", 0);
      try (ScriptedPeer proxy = alice.proxy();
          Visitor visitor = server.visitor()) {
        visitor.send("GET / HTTP/1.1\r\nHost: shop.tunnel.example\r\n\r\n");
        assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      }
    }
  }
}
