package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.TeamsOptions.Claims;
import org.ngrokd.server.teams.TeamsOptions.Client;
import org.ngrokd.server.teams.store.Role;

/** Signing in at a Keycloak that scripts/test-keycloak has started, with the realm of this test. */
@EnabledIfSystemProperty(named = "keycloak.realm", matches = "http.*")
class KeycloakIT {
  private static final Pattern FORM =
      Pattern.compile("<form id=\"kc-form-login\"[^>]*action=\"([^\"]*)\"");

  @TempDir Path directory;
  private SignInServer server;

  @BeforeEach
  void start() {
    TeamsOptions.Provider keycloak =
        new TeamsOptions.Provider(
            "keycloak",
            "Keycloak",
            URI.create(System.getProperty("keycloak.realm")),
            new Client("our-client", "not-a-real-secret", Client.SCOPES),
            new Claims("preferred_username", "name", "email", "groups"),
            new Admission(List.of("example.com"), false, List.of("admins"), List.of("staff")));
    server = new SignInServer(directory, List.of(keycloak));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Browser.Shown signIn(Browser browser, String name) {
    Browser.Shown page = browser.follow(browser.get("/-/oidc/auth"));
    Matcher form = FORM.matcher(page.body());
    assertThat(form.find()).as(page.body()).isTrue();
    Browser.Shown back =
        browser.submit(
            page,
            form.group(1).replace("&amp;", "&"),
            List.of("username", name, "password", "not-a-real-password"));
    assertThat(back.status()).as(back.body()).isEqualTo(302);
    return browser.get(back.location());
  }

  @Test
  void somebodyOfTheAdminsGroupIsAnAdmin() {
    Browser browser = server.browser();

    Browser.Shown done = signIn(browser, "ada");

    assertThat(done.status()).isEqualTo(303);
    assertThat(server.only().subdomain()).isEqualTo("ada");
    assertThat(server.only().role()).isEqualTo(Role.ADMIN);
    assertThat(browser.get("/api/user-info").body()).contains("Ada Lovelace");
  }

  @Test
  void whoseAddressIsNotVerifiedIsRefused() {
    assertThat(signIn(server.browser(), "bob").body())
        .contains(Refusal.EMAIL_UNVERIFIED.in(Visitor.Language.ENGLISH).title());
  }
}
