package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.testing.CapturedLog;

/** How many tunnels a client gets, and how long what it asks for may be. */
class TunnelLimitsIT {

  @TempDir private Path state = Path.of("");

  private static String request(String keys) {
    return """
        {"Type":"ReqTunnel","Payload":{"ReqId":"9","Protocol":"http","Hostname":"","Subdomain":"",\
        "HttpAuth":"","RemotePort":0%s}}"""
        .formatted(keys);
  }

  private static String networks(int count) {
    return '[' + String.join(",", Collections.nCopies(count, "\"10.0.0.0/8\"")) + ']';
  }

  @Test
  void protocolTwiceInARequestIsRefusedAndOpensNothing() throws Exception {
    try (TestServer server = TestServer.start(state);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "first", 0);

      assertThat(session.refusal("tcp+tcp", "", 0))
          .isEqualTo("Protocol tcp is asked for twice in one request");
      session.pingPong();
    }
  }

  @Test
  void whatIsTooLongIsRefusedInWordsAndTheSessionGoesOn() throws Exception {
    try (TestServer server = TestServer.start(state);
        OldSession session = OldSession.online(server)) {
      session.tunnel("http", "first", 0);

      for (String keys :
          List.of(
              ",\"HttpAuth\":\"" + "x".repeat(5_000) + '"',
              ",\"Hostname\":\"" + "x".repeat(5_000) + '"',
              ",\"Subdomain\":\"" + "x".repeat(5_000) + '"',
              ",\"Protocol\":\"" + "x".repeat(5_000) + '"',
              ",\"AllowCidrs\":" + networks(501),
              ",\"DenyCidrs\":" + networks(501),
              ",\"DenyCidrs\":[\"" + "1".repeat(50) + "\"]")) {
        String answer = session.client().requestTunnel(request(keys));
        assertThat(MessageText.field(answer, "Error"))
            .startsWith("Invalid tunnel settings: ")
            .contains("are taken");
        assertThat(MessageText.field(answer, "ReqId")).isEqualTo("9");
      }
      session.pingPong();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Version, 65",
    "MmVersion, 65",
    "User, 513",
    "Password, 513",
    "OS, 65",
    "ClientId, 129"
  })
  void firstMessageThatIsTooLongIsAnsweredInWords(String field, int length) throws Exception {
    try (TestServer server = TestServer.start(state);
        CapturedLog log = CapturedLog.at(Level.INFO);
        OldClient client = server.client()) {
      String tooLong = "V".repeat(length);
      String auth =
          """
          {"Type":"Auth","Payload":{"Version":"2","MmVersion":"1.7","User":"","Password":"",\
          "OS":"linux","Arch":"amd64","ClientId":"","%s":"%s"}}"""
              .formatted(field, tooLong);

      assertThat(MessageText.field(client.connectWith(auth), "Error"))
          .contains(field)
          .contains("too long: " + length + " characters, at most " + (length - 1) + " are taken");
      assertThat(log.lines()).noneMatch(line -> line.contains("VVVV"));
    }
  }

  /** 21 MB of them filled the heap. */
  @Test
  void settingsOfAClientHaveSoMuchMemory() throws Exception {
    try (TestServer server = TestServer.start(state);
        OldSession session = OldSession.online(server)) {
      String keys = ",\"AllowCidrs\":" + networks(500);
      String error = "";
      int opened = 0;
      while (error.isEmpty() && opened < 60) {
        error = MessageText.field(session.client().requestTunnel(request(keys)), "Error");
        opened += error.isEmpty() ? 1 : 0;
      }

      assertThat(opened).isBetween(10, 59);
      assertThat(error).startsWith("The settings of your tunnels take more memory than");
      session.pingPong();
    }
  }

  @Test
  void eachPortCountsAgainstMaxTunnels() throws Exception {
    Path users = state.resolve("users.yml");
    Files.writeString(
        users, "users:\n  alice: {token: \"" + TokenHash.of("secret") + "\", max_tunnels: 2}\n");
    try (TestServer server =
            TestServer.start(TestServer.withAccounts(state, users, PortRanges.NONE));
        OldClient client = server.client()) {
      assertThat(MessageText.field(client.connectAndAuth("secret", ""), "Error")).isEmpty();
      String website = client.requestTunnel(OldClient.reqTunnel("1", "http+https", "web", 0));
      assertThat(MessageText.field(website, "Error")).isEmpty();
      assertThat(MessageText.field(client.nextNewTunnel(), "Error")).isEmpty();

      String both = client.requestTunnel(OldClient.reqTunnel("2", "tcp+http", "more", 0));
      assertThat(MessageText.field(both, "Error")).isEmpty();
      assertThat(MessageText.field(client.nextNewTunnel(), "Error"))
          .isEqualTo("All tunnels that your token is for (2) are open: close one first");
    }
  }
}
