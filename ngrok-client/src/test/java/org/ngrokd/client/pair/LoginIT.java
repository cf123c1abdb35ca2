package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;

/** {@code ngrok login} against a server, from its first line to a tunnel. */
class LoginIT {
  private static final String NGROK = "target/ngrok.jar";
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  @Test
  void whoAllowsItAtABrowserHasATokenThatOpensTunnels() throws Exception {
    try (Team team = Team.start();
        Programs programs = new Programs();
        LocalService service = LocalService.echo()) {
      AccountRow ada = team.add("ada", Role.MEMBER);
      Path config =
          Files.writeString(
              programs.file("login.cfg"),
              "root_cas: " + team.rootCas() + "\ninspect_addr: 127.0.0.1:0\n");
      Programs.Program login =
          programs.run(NGROK, List.of("-config", config.toString(), "login", team.address()));

      String code = login.await("([A-Z]{4}-[A-Z]{4})");
      String page = team.address() + "-/device";
      String cookie = "ngrokd=" + team.session(ada);
      assertThat(typed(page, cookie, "code=" + code)).contains("Does this program work for you?");
      assertThat(typed(page, cookie, "code=" + code + "&say=allow")).doesNotContain("<form");

      assertThat(login.exitCode()).isZero();
      assertThat(login.text()).contains("Signed in as");
      assertThat(Files.readString(config))
          .contains("server_addr: \"localhost:" + team.port("tunnel"), "auth_token: ");
      Programs.Program client =
          programs.run(
              NGROK, List.of("-config", config.toString(), "-proto", "http", service.address()));
      client.await("Forwarding http://ada\\.localhost:" + team.port("http"));
    }
  }

  /** Sends the form of a page; what comes back. */
  private static String typed(String page, String cookie, String fields)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page)).header("Cookie", cookie);
    String shown = client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    Matcher csrf = CSRF.matcher(shown);
    assertThat(csrf.find()).as(shown).isTrue();
    return client
        .send(
            request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", page.replaceFirst("/-/device$", ""))
                .POST(HttpRequest.BodyPublishers.ofString(fields + "&csrf=" + csrf.group(1)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
