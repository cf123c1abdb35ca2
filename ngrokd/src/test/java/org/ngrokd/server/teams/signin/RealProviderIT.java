package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at a certified provider, as somebody at a browser does. */
class RealProviderIT {
  @TempDir Path directory;
  private NodeProvider provider;
  private SignInServer server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(NodeProvider.isThere(), "oidc-provider is not installed: scripts/test does it");
    provider = NodeProvider.start();
    server = new SignInServer(directory, List.of(provider.options()));
    provider.serve(server.url);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      provider.close();
    }
  }

  @Test
  void aPersonSignsInAndIsKnownAgainWhenTheyComeBack() {
    Browser first = server.browser();
    Browser second = server.browser();

    Browser.Shown done =
        NodeProvider.signIn(first, first.get("/-/oidc/auth?return=/-/device"), "ada");
    assertThat(done.status()).isEqualTo(303);
    assertThat(done.headers().get("location")).isEqualTo("/-/device");
    assertThat(first.get("/api/user-info").body())
        .contains("\"displayName\":\"The ada\"", "https://ada.example.com");

    NodeProvider.signIn(second, second.get("/-/oidc/auth"), "ada");
    assertThat(second.get("/api/user-info").status()).isEqualTo(200);
    assertThat(server.only().person().email()).isEqualTo("ada@example.com");
  }

  @Test
  void whoComesBackTwiceIsAskedToSignInAgain() {
    Browser browser = server.browser();
    Browser.Shown done = NodeProvider.signIn(browser, browser.get("/-/oidc/auth"), "ada");
    URI callback = done.from();

    assertThat(browser.get(callback).status()).isEqualTo(400);
  }

  @Test
  void aProviderThatGoesAwayTakesNobodysSession() {
    Browser browser = server.browser();
    NodeProvider.signIn(browser, browser.get("/-/oidc/auth"), "ada");
    Browser.Shown leaving = server.browser().get("/-/oidc/auth");

    provider.close();

    assertThat(leaving.status()).isEqualTo(302);
    assertThat(browser.get("/api/user-info").status()).isEqualTo(200);
  }
}
