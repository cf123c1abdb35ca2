package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.server.teams.TeamsOptions;

/** What somebody needs who has a browser and a client, and has never been here. */
class FirstMinuteIT {
  private static final String PAGE = "Hello from a laptop";

  @Test
  void aBrowserAndAFreshClientAreEnoughForAPublicUrlWithinAMinute() throws Exception {
    try (SignInService provider = SignInService.start();
        Team team = Team.start("team.localhost", true, options(provider));
        Browser browser = Browser.open(1280, 860, true);
        LocalService service = LocalService.with(FirstMinuteIT::answer)) {
      String site = "https://team.localhost:" + team.port("https") + "/";
      provider.serve(site);
      long begun = System.nanoTime();

      browser.go(site);
      browser.find("input[name=login]").sendKeys("ada");
      browser.find("input[name=password]").sendKeys("any");
      browser.click("button[type=submit]");
      browser.findWith("button[type=submit]", "Continue");
      browser.click("button[type=submit]");
      browser.click("#make-token");
      browser.click("#ask-do");
      String token = browser.text("#secret");
      browser.click("#secret-close");
      try (NgrokClient client =
          team.clientBuilder(token).tunnel(TunnelSpec.https(service.address())).start()) {
        String url = "https://ada.team.localhost:" + team.port("https");
        assertThat(client.tunnels()).extracting(each -> each.url()).containsExactly(url);
        browser.findWith(".state", "A tunnel of yours is open.");
        browser.go(url);
        browser.findWith("body", PAGE);
      }

      // a minute of a person's machine is more on one that does other things too
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(3));
    }
  }

  private static void answer(Socket connection) throws IOException {
    LocalService.head(connection.getInputStream());
    String reply =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(PAGE.length(), PAGE);
    connection.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
  }

  private static TeamsOptions options(SignInService provider) {
    return new TeamsOptions(
        TeamsOptions.Database.EMBEDDED, List.of(provider.options()), TeamsOptions.Accounts.DEFAULT);
  }
}
