package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SessionRow;

class SessionsTest {
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

  private String begin() {
    return server.store.now(
        tables -> server.room.sessions().start(tables, alice.id(), "203.0.113.7", "a browser"));
  }

  private Optional<SignedIn> find(String cookie) {
    return server.room.sessions().find(cookie).toCompletableFuture().join();
  }

  private Instant seen() {
    return sessions().get(0).seen();
  }

  private List<SessionRow> sessions() {
    return server.store.now(tables -> server.room.sessions().of(tables, alice.id()));
  }

  @Test
  void onlyTheHashOfACookieIsKept() {
    String cookie = begin();

    assertThat(cookie).matches(Pattern.compile("[A-Za-z0-9_-]{32}"));
    assertThat(sessions().get(0).hash()).isEqualTo(Secrets.hash(cookie)).doesNotContain(cookie);
    assertThat(find(cookie).orElseThrow().account().subdomain()).isEqualTo("alice");
    assertThat(find(begin().replaceFirst("^.", "~"))).isEmpty();
  }

  @Test
  void aBrowserThatIsNotSeenForTwelveHoursIsSignedOut() {
    String cookie = begin();

    server.clock.goOn(Duration.ofHours(12).minusMillis(1));
    assertThat(find(cookie)).isPresent();
    server.clock.goOn(Duration.ofHours(12).minusMillis(1));
    assertThat(find(cookie)).isPresent();
    server.clock.goOn(Duration.ofHours(12));
    assertThat(find(cookie)).isEmpty();
    assertThat(sessions()).isEmpty();
  }

  @Test
  void nobodyStaysSignedInForMoreThanThirtyDays() {
    String cookie = begin();

    for (int i = 0; i < 59; i++) {
      server.clock.goOn(Duration.ofHours(12).minusMillis(1));
      assertThat(find(cookie)).as("after %d half days", i + 1).isPresent();
    }
    server.clock.goOn(Duration.ofHours(11));
    assertThat(find(cookie)).isPresent();
    server.clock.goOn(Duration.ofHours(2));
    assertThat(find(cookie)).isEmpty();
  }

  @Test
  void whenOneWasSeenIsWrittenOnceAMinuteAtMost() {
    String cookie = begin();
    Instant before = seen();

    server.clock.goOn(Duration.ofSeconds(59));
    find(cookie);
    assertThat(seen()).isEqualTo(before);
    server.clock.goOn(Duration.ofSeconds(1));
    find(cookie);
    assertThat(seen()).isEqualTo(before.plusSeconds(60));
  }

  @Test
  void oldOnesAreForgottenNowAndThen() {
    begin();
    server.clock.goOn(Duration.ofHours(13));

    server.browser().post(server.link(alice).getPath(), Map.of());

    List<SessionRow> kept = server.store.now(tables -> tables.sessions().of(alice.id()));
    assertThat(kept).hasSize(1);
  }

  @Test
  void theWordForChangesIsTheSessionsOwnAndSurvivesARestart() {
    String first = begin();
    String second = begin();
    SignedIn one = find(first).orElseThrow();

    assertThat(one.isCsrf(one.csrf())).isTrue();
    assertThat(one.isCsrf(find(second).orElseThrow().csrf())).isFalse();
    assertThat(one.isCsrf("")).isFalse();
    Sessions restarted =
        new Sessions(
            server.store,
            new ServerKey(server.store),
            new SiteAddress(server.url),
            org.ngrokd.server.teams.TeamsOptions.SessionLife.DEFAULT,
            server.clock);
    SignedIn after = restarted.find(first).toCompletableFuture().join().orElseThrow();
    assertThat(after.csrf()).isEqualTo(one.csrf());
  }

  @Test
  void cookiesAreForThisHostByHttpsOnly() {
    SiteAddress site = new SiteAddress(URI.create("https://team.example.com"));

    assertThat(site.setCookie("ngrokd", "value", Duration.ofMinutes(1)))
        .isEqualTo("__Host-ngrokd=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    assertThat(
            new SiteAddress(URI.create("http://team.localhost:8080"))
                .setCookie("ngrokd", "value", Duration.ofMinutes(1)))
        .isEqualTo("ngrokd=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
  }

  @Test
  void signingInAgainEndsTheSessionThatTheBrowserHad() {
    Browser browser = server.browser();
    browser.post(server.link(alice).getPath(), Map.of());
    String before = browser.cookies().getOrDefault("ngrokd", "");

    browser.post(server.link(alice).getPath(), Map.of());

    assertThat(browser.cookies().get("ngrokd")).isNotEqualTo(before);
    assertThat(find(before)).isEmpty();
    assertThat(sessions()).hasSize(1);
  }

  @Test
  void signingOutNeedsTheSessionsWordAndEndsOneOrAll() {
    Browser here = server.browser();
    Browser there = server.browser();
    here.post(server.link(alice).getPath(), Map.of());
    there.post(server.link(alice).getPath(), Map.of());

    assertThat(here.post("/-/sign-out", Map.of("csrf", "guessed")).status()).isEqualTo(403);
    String csrf = here.get("/-/sign-out").field("csrf");
    assertThat(
            here.post("/-/sign-out", Map.of("csrf", csrf), Map.of("Origin", "https://evil.example"))
                .status())
        .isEqualTo(403);
    assertThat(sessions()).hasSize(2);

    here.post("/-/sign-out", Map.of("csrf", csrf));
    assertThat(here.cookies()).doesNotContainKey("ngrokd");
    assertThat(sessions()).hasSize(1);

    here.post(server.link(alice).getPath(), Map.of());
    String again = here.get("/-/sign-out").field("csrf");
    here.post("/-/sign-out", Map.of("csrf", again, "everywhere", "yes"));
    assertThat(sessions()).isEmpty();
    assertThat(there.get("/api/user-info").status()).isEqualTo(401);
  }

  @Test
  void anAddressThatTriesKeysOfNobodyIsNotLookedUpWithoutEnd() {
    Browser stranger = server.browser();
    Browser alicesBrowser = server.browser();
    alicesBrowser.address = "203.0.113.8";
    alicesBrowser.post(server.link(alice).getPath(), Map.of());
    for (int i = 0; i < Sessions.MISSES; i++) {
      stranger.cookies().put("ngrokd", Secrets.random());
      stranger.get("/api/user-info");
    }

    stranger.cookies().putAll(alicesBrowser.cookies());
    assertThat(stranger.get("/api/user-info").status()).isEqualTo(401);
    assertThat(alicesBrowser.get("/api/user-info").status()).isEqualTo(200);
    server.clock.goOn(Duration.ofMinutes(1));
    assertThat(stranger.get("/api/user-info").status()).isEqualTo(200);
  }
}
