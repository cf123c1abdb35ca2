package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.teams.store.AccountRow;

class LinkPagesTest {
  @TempDir Path directory;
  private SignInServer server;
  private AccountRow alice;

  @BeforeEach
  void start() {
    server = new SignInServer(directory, List.of());
    alice = server.account("alice");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void lookingAtALinkDoesNotUseItAndTheButtonDoesOnce() {
    String link = server.link(alice).getPath();
    Browser browser = server.browser();

    assertThat(browser.get(link).body()).contains("action=\"" + link + "\"");
    browser.get(link);
    Browser.Shown used = browser.post(link, Map.of());

    assertThat(used.status()).isEqualTo(303);
    assertThat(used.headers().get("location")).isEqualTo("/");
    assertThat(browser.get("/api/user-info").status()).isEqualTo(200);
    assertThat(server.browser().post(link, Map.of()).status()).isEqualTo(410);
  }

  @Test
  void aLinkIsGoodForAQuarterOfAnHour() {
    String link = server.link(alice).getPath();

    server.clock.goOn(SignInLinks.LIFE);

    assertThat(server.browser().post(link, Map.of()).status()).isEqualTo(410);
  }

  /** Else somebody would work in the account of whoever sent them there. */
  @Test
  void anotherPageCannotPressTheButton() {
    String link = server.link(alice).getPath();
    Map<String, String> elsewhere = Map.of("Origin", "https://evil.example");
    Map<String, String> nobodyKnows = Map.of("Origin", "null");

    assertThat(server.browser().post(link, Map.of(), elsewhere).status()).isEqualTo(403);
    assertThat(server.browser().post(link, Map.of(), nobodyKnows).status()).isEqualTo(403);
    assertThat(
            server.browser().post(link, Map.of(), Map.of("Origin", server.url.toString())).status())
        .isEqualTo(303);
  }

  @Test
  void whoTriesLinksIsToldToWait() {
    Browser stranger = server.browser();
    for (int i = 0; i < LinkPages.TRIES; i++) {
      assertThat(stranger.post("/-/link/guess" + i, Map.of()).status()).isEqualTo(410);
    }

    assertThat(stranger.post("/-/link/guess", Map.of()).status()).isEqualTo(429);
    server.clock.goOn(Duration.ofMinutes(1));
    assertThat(stranger.post("/-/link/guess", Map.of()).status()).isEqualTo(410);
  }

  @Test
  void withoutAProviderWhoComesIsToldToAskForALink() {
    Browser.Shown shown = server.browser().get("/-/oidc/auth");

    assertThat(shown.status()).isEqualTo(404);
    assertThat(shown.body()).contains("Ask whoever runs this server for one");
    assertThat(server.browser().get("/api/identity-provider").status()).isEqualTo(404);
    assertThat(server.browser().get("/-/healthcheck").status()).isEqualTo(200);
  }
}
