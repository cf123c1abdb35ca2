package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;

/** A server with accounts that is stopped and started again. */
class TeamRestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void nobodyLosesTheirSessionTokenNameOrPort() throws Exception {
    try (Team team = Team.start();
        LocalService service = LocalService.echo()) {
      AccountRow ada = team.add("ada", Role.MEMBER);
      String cookie = "ngrokd=" + team.session(ada);
      try (NgrokClient client =
          team.clientBuilder(team.token(ada, "laptop"))
              .tunnel(TunnelSpec.http(service.address()))
              .tunnel(TunnelSpec.tcp(service.address()))
              .start()) {
        List<String> urls = urls(client);
        assertThat(urls).contains("http://ada.localhost:" + team.port("http"));
        assertThat(tunnels(team, cookie)).contains(urls);

        team.restart();

        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(tunnels(team, cookie)).contains(urls));
        // the server is the first to know
        await().untilAsserted(() -> assertThat(urls(client)).isEqualTo(urls));
        assertThat(echoed(port(urls))).isEqualTo("still here");
      }
    }
  }

  private static List<String> urls(NgrokClient client) {
    return client.tunnels().stream().map(OpenTunnel::url).sorted().toList();
  }

  private static int port(List<String> urls) {
    return urls.stream()
        .filter(url -> url.startsWith("tcp:"))
        .mapToInt(url -> URI.create(url).getPort())
        .findFirst()
        .orElseThrow();
  }

  private static String echoed(int port) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send("still here").finish().readToEnd();
    }
  }

  /** What the dashboard shows in the browser with this cookie. */
  private static String tunnels(Team team, String cookie) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(team.address() + "api/v1/tunnels"))
                    .header("Cookie", cookie)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
