package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;

/** What somebody closes on the dashboard stays closed. docs/protocol.md "closed by the server". */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakenTunnelsIT {
  private static final String AGREEING = "\"Extensions\":[\"closed\"]";

  private TeamServer team;
  private String alice;

  @BeforeAll
  void start(@TempDir Path state) {
    team = TeamServer.start(state);
    alice = team.cookie("alice");
  }

  @AfterAll
  void stop() {
    team.close();
  }

  /** A client that says that it hears why. */
  private OldSession agreeing(String name) throws IOException {
    OldClient client = team.server().client();
    String auth =
        OldClient.auth(team.token(name), "")
            .replace("\"ClientId\":\"\"", "\"ClientId\":\"\"," + AGREEING);
    String reply = client.connectWith(auth);
    assertThat(reply).contains(AGREEING);
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  private void closeTunnel(String part) throws IOException {
    String id = team.ids("/api/v1/tunnels?scope=all&q=" + part, alice).get(0);
    assertThat(team.change("DELETE /api/v1/tunnels/" + id, "", alice).status()).isEqualTo(204);
  }

  private void sendAway(String account) throws IOException {
    String id = team.ids("/api/v1/clients?scope=all&q=" + account, alice).get(0);
    assertThat(team.change("DELETE /api/v1/clients/" + id, "", alice).status()).isEqualTo(204);
  }

  private static String last(OldSession session) throws IOException {
    String message = session.control().expectSplitMessage();
    while (MessageText.type(message).equals("ReqProxy")) {
      message = session.control().expectSplitMessage();
    }
    return message;
  }

  @Test
  void clientThatHearsIsToldWhyAndKeepsItsOthers() throws Exception {
    try (OldSession bob = agreeing("bob")) {
      String one = bob.tunnel("http", "bob", 0);
      String other = bob.tunnel("tcp", "", 0);

      closeTunnel("//bob.");

      String told = last(bob);
      assertThat(MessageText.type(told)).isEqualTo("Closed");
      assertThat(MessageText.field(told, "Url")).isEqualTo(one);
      assertThat(MessageText.field(told, "Reason"))
          .isEqualTo("alice closed it on the server's dashboard");
      assertThat(team.ask("GET /api/v1/tunnels?scope=all", alice).body()).contains(other);
      assertThat(bob.tunnel("http", "bob", 0)).isEqualTo(one); // a person who wants it may
    }
  }

  @Test
  void clientThatHearsIsSentAwayWithTheReason() throws Exception {
    try (OldSession carol = agreeing("carol")) {
      sendAway("carol");

      String told = last(carol);
      assertThat(MessageText.field(told, "Url")).isEmpty();
      assertThat(MessageText.field(told, "Reason"))
          .isEqualTo("alice disconnected it on the server's dashboard");
      carol.control().expectClosed();
    }
  }

  @Test
  void oldClientThatComesBackIsTold() throws Exception {
    String token = team.token("bob");
    String id;
    try (OldSession bob = team.online(token, "")) {
      bob.tunnel("http", "old", 0);
      id = bob.clientId();

      closeTunnel("//old.");

      bob.control().expectClosed();
    }
    try (OldSession again = team.online(token, id)) {
      assertThat(again.refusal("http", "old", 0))
          .startsWith("http://old.team.localhost:")
          .contains("was closed: alice closed it on the server's dashboard")
          .contains("Start it again");
    }
    try (OldSession anew = team.online(token, "")) {
      assertThat(anew.tunnel("http", "old", 0)).contains("//old.");
    }
  }

  @Test
  void oldClientThatWasSentAwayIsNotLetIn() throws Exception {
    String token = team.token("carol");
    String id;
    try (OldSession carol = team.online(token, "")) {
      id = carol.clientId();
      sendAway("carol");
    }
    try (OldClient again = team.server().client()) {
      String reply = again.connectAndAuth(token, id);
      assertThat(MessageText.field(reply, "Error"))
          .contains("This client was disconnected: alice disconnected it");
    }
  }

  @Test
  void memberClosesOnlyItsOwn() throws Exception {
    String bob = team.cookie("bob");
    try (OldSession carol = team.online(team.token("carol"), "")) {
      carol.tunnel("http", "carol", 0);
      String id = team.ids("/api/v1/tunnels?scope=all&q=//carol.", alice).get(0);
      String client = team.ids("/api/v1/clients?scope=all&q=carol", alice).get(0);

      assertThat(team.change("DELETE /api/v1/tunnels/" + id, "", bob).code())
          .isEqualTo("not-found");
      assertThat(team.change("DELETE /api/v1/clients/" + client, "", bob).code())
          .isEqualTo("not-found");
      assertThat(team.change("DELETE /api/v1/tunnels/" + id, "", team.cookie("carol")).status())
          .isEqualTo(204);
    }
  }
}
