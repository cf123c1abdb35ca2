package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.TeamsOptions.Claims;
import org.ngrokd.server.teams.TeamsOptions.Client;

/** With several providers, none of which is asked before somebody chooses it. */
class OidcPagesTest {
  @TempDir Path directory;
  private LyingProvider first;
  private SignInServer server;
  private Browser browser;

  private static TeamsOptions.Provider named(String id, String name, String issuer) {
    return new TeamsOptions.Provider(
        id,
        name,
        URI.create(issuer),
        new Client("id", "", Client.SCOPES),
        Claims.DEFAULT,
        Admission.EVERYBODY);
  }

  @BeforeEach
  void start() throws Exception {
    first = new LyingProvider();
    server =
        new SignInServer(
            directory,
            List.of(
                first.options(Admission.EVERYBODY),
                named("other", "<b>Other</b>", "https://other.invalid")));
    browser = server.browser();
  }

  @AfterEach
  void stop() {
    server.close();
    first.close();
  }

  @Test
  void whoComesChoosesAProviderAndGoesOnWhereTheyWereGoing() {
    Browser.Shown choice = browser.get("/-/oidc/auth?return=/-/device%3Fcode%3DBCDF-GHJK");

    String way = "/-/oidc/auth?provider=company&return=%2F-%2Fdevice%3Fcode%3DBCDF-GHJK";
    assertThat(choice.body())
        .contains("The Company", "&lt;b&gt;Other&lt;/b&gt;", way.replace("&", "&amp;"));
    Browser.Shown leaving = browser.get(way);
    assertThat(leaving.location().toString())
        .startsWith(first.issuer + "/auth?")
        .contains("code_challenge_method=S256", "response_type=code", "nonce=");
    assertThat(browser.get(first.back(leaving.location(), "code-1")).headers().get("location"))
        .isEqualTo("/-/device?code=BCDF-GHJK");
  }

  @Test
  void aProviderThatIsNoneIsToldSo() {
    assertThat(browser.get("/-/oidc/auth?provider=nobody").status()).isEqualTo(404);
  }

  @Test
  void pgroksPagesAreAnsweredAsPgrokDoes() {
    assertThat(browser.get("/api/identity-provider").body())
        .contains("\"displayName\":\"The Company\"", "\"authURL\":\"/-/oidc/auth\"");
    assertThat(browser.get("/api/user-info").status()).isEqualTo(401);
    assertThat(browser.get("/-/healthcheck").status()).isEqualTo(200);
  }

  @Test
  void whoComesBackTooOftenIsToldToWaitAndSoIsWhoLeavesTooOften() {
    for (int i = 0; i < OidcPages.COMING_BACK; i++) {
      assertThat(browser.get("/-/oidc/callback?code=x&state=y").status()).isEqualTo(400);
    }
    assertThat(browser.get("/-/oidc/callback?code=x&state=y").status()).isEqualTo(429);

    for (int i = 0; i < OidcPages.LEAVING; i++) {
      assertThat(browser.get("/-/oidc/auth").status()).isEqualTo(200);
    }
    assertThat(browser.get("/-/oidc/auth").status()).isEqualTo(429);
    server.clock.goOn(Duration.ofMinutes(1));
    assertThat(browser.get("/-/oidc/auth").status()).isEqualTo(200);
  }

  @Test
  void aProvidersSecretDoesNotGoInTheClear() {
    TeamsOptions clear =
        new TeamsOptions(
            TeamsOptions.Database.EMBEDDED,
            List.of(named("clear", "Clear", "http://id.example.com")),
            TeamsOptions.Accounts.DEFAULT);
    ServerFacts facts = new ServerFacts(new SiteAddress(server.url), name -> "", () -> "");

    assertThatThrownBy(() -> SignIn.open(clear, facts, server.store, server.people, server.clock))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("expected an address of https");
  }

  @Test
  void aStateIsReadByNobodyAndChangedByNobody() {
    String query = browser.get("/-/oidc/auth?provider=company").location().getRawQuery();
    String state = LyingProvider.part(query, "state");
    char last = state.charAt(state.length() - 9);

    assertThat(state).matches(Pattern.compile("[A-Za-z0-9_-]+")).doesNotContain("company");
    String changed =
        state.substring(0, state.length() - 9)
            + (last == 'A' ? 'B' : 'A')
            + state.substring(state.length() - 8);
    assertThat(browser.get("/-/oidc/callback?code=x&state=" + changed).status()).isEqualTo(400);
    assertThat(browser.cookies()).hasSize(1);
    assertThat(Map.copyOf(browser.cookies()).values().iterator().next()).isNotEqualTo(state);
  }
}
