package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;

/** What somebody closes on the server's dashboard, and our client. */
class TakenTunnelIT {
  private static final byte[] EMPTY = {'{', '}'};

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private Team team;
  private LocalService service;
  private String token;
  private String admin;

  @BeforeEach
  void start() throws IOException {
    team = Team.start();
    service = LocalService.echo();
    AccountRow alice = team.add("alice", Role.ADMIN);
    token = team.token(alice, "client");
    admin = team.apiToken(alice, List.of("read", "admin"));
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    team.close();
  }

  private JsonValue api(String method, String path) throws Exception {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(team.address() + "api/v1/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + admin)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isBetween(200, 204);
    return Json.read(answer.body().length == 0 ? EMPTY : answer.body());
  }

  private String only(String path) throws Exception {
    return api("GET", path).get("items").elements().get(0).get("id").text().orElseThrow();
  }

  private NgrokClient client() {
    return team.clientBuilder(token)
        .tunnel(TunnelSpec.http(":" + service.port()).subdomain("alice"))
        .tunnel(TunnelSpec.tcp(":" + service.port()))
        .events(new Told())
        .start();
  }

  /** What the person at the client reads. */
  private final class Told implements SessionEvents {
    @Override
    public void warned(String line) {
      told.add(line);
    }

    @Override
    public void refused(String reason) {
      told.add("ends: " + reason);
    }
  }

  @Test
  void tunnelStaysClosedAndTheOtherOpen() throws Exception {
    try (NgrokClient client = client()) {
      assertThat(client.tunnels()).hasSize(2);

      api("DELETE", "tunnels/" + only("tunnels?scope=all&q=//alice."));

      await().until(() -> client.tunnels().size() == 1);
      assertThat(client.tunnels())
          .extracting(OpenTunnel::url)
          .singleElement()
          .asString()
          .startsWith("tcp:");
      assertThat(told)
          .singleElement()
          .asString()
          .matches(
              "The server has closed the tunnel http://alice\\.localhost:[0-9]+: alice closed it on"
                  + " the server's dashboard\\. It stays closed until the client is started again");
      assertThat(api("GET", "clients?scope=all").get("items").elements()).hasSize(1);
    }
  }

  @Test
  void clientThatIsSentAwayStaysAway() throws Exception {
    try (NgrokClient client = client()) {
      assertThat(client.tunnels()).hasSize(2);

      api("DELETE", "clients/" + only("clients?scope=all"));

      await().until(() -> !told.isEmpty());
      assertThat(told)
          .containsExactly(
              "ends: The server has disconnected this client: alice disconnected it on the server's"
                  + " dashboard");
    }
  }
}
