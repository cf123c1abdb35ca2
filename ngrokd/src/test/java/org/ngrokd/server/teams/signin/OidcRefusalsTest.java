package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.slf4j.LoggerFactory;

/**
 * A provider that lies signs nobody in; who comes is told what to do, and the log what was wrong.
 */
class OidcRefusalsTest {
  private static Store database;
  private LyingProvider provider;
  private SignInServer server;
  private Browser browser;
  private final Logger logger = (Logger) LoggerFactory.getLogger(SignIn.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void open(@TempDir Path directory) {
    database = SignInServer.database(directory);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void start() throws IOException {
    provider = new LyingProvider();
    server = new SignInServer(database, List.of(provider.options(Admission.EVERYBODY)));
    browser = server.browser();
    log.start();
    logger.setLevel(Level.INFO); // whatever the programs of other tests have left
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setLevel(null);
    server.stop();
    provider.close();
    database.now(
        tables -> {
          tables.accounts().page("", "", 10).forEach(row -> tables.accounts().remove(row.id()));
          return true;
        });
  }

  private void serve(Admission admission) {
    server.stop();
    server = new SignInServer(database, List.of(provider.options(admission)));
    browser = server.browser();
  }

  private Browser.Shown leave() {
    return browser.get("/-/oidc/auth?return=/-/device");
  }

  private Browser.Shown signIn() {
    Browser.Shown page = leave();
    return page.status() == 302 ? browser.get(provider.back(page.location(), "code-1")) : page;
  }

  @Test
  void whoIsKnownGetsAnAccountASessionAndWhereTheyWereGoing() {

    Browser.Shown done = signIn();

    assertThat(done.status()).isEqualTo(303);
    assertThat(done.headers().get("location")).isEqualTo("/-/device");
    assertThat(server.only().subdomain()).isEqualTo("alice");
    assertThat(browser.get("/api/user-info").body())
        .contains("\"displayName\":\"Alice\"", "\"url\":\"https://alice.example.com\"");
    assertThat(provider.lastForm()).contains("code_verifier=", "grant_type=authorization_code");
  }

  private static Arguments lie(Refusal expected, Consumer<LyingProvider> lie) {
    return Arguments.of(expected, lie);
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie(Refusal.ISSUER, each -> each.claims = truth -> truth.issuer("https://other.example")),
        lie(Refusal.AUDIENCE, each -> each.claims = truth -> truth.audience("another-client")),
        lie(Refusal.NONCE, each -> each.claims = truth -> truth.claim("nonce", "another")),
        lie(Refusal.NONCE, each -> each.claims = truth -> truth.claim("nonce", null)),
        lie(Refusal.EXPIRED, each -> each.claims = OidcRefusalsTest::old),
        lie(Refusal.EXPIRED, each -> each.claims = truth -> truth.expirationTime(null)),
        lie(Refusal.ALGORITHM, each -> each.sign = token -> new PlainJWT(token).serialize()),
        lie(Refusal.ALGORITHM, each -> each.sign = OidcRefusalsTest::withOurSecret),
        lie(Refusal.SIGNATURE, each -> each.sign = token -> forged(each, token)),
        lie(Refusal.SUBJECT, each -> each.userInfo = truth -> with(truth, "sub", "subject-2")),
        lie(Refusal.CLAIM_MISSING, each -> each.userInfo = truth -> without(truth, "email")),
        lie(
            Refusal.EMAIL_UNVERIFIED,
            each -> each.userInfo = truth -> with(truth, "email_verified", false)),
        lie(
            Refusal.EMAIL_UNVERIFIED,
            each -> each.userInfo = truth -> without(truth, "email_verified")),
        lie(Refusal.ACCOUNT, each -> each.userInfo = truth -> with(truth, "email", "—@—")),
        lie(
            Refusal.ISSUER,
            each -> each.discovery = truth -> with(truth, "issuer", "https://o.example")),
        lie(
            Refusal.PROVIDER_WRONG,
            each ->
                each.discovery =
                    truth -> with(truth, "authorization_endpoint", "http://o.example/")),
        lie(
            Refusal.PROVIDER_WRONG,
            each -> each.discovery = truth -> with(truth, "token_endpoint", "http://o.example/")),
        lie(Refusal.PROVIDER_WRONG, each -> each.discovery = truth -> Map.of()),
        lie(Refusal.PROVIDER_WRONG, each -> each.moved = "/.well-known/openid-configuration"),
        lie(Refusal.PROVIDER_WRONG, each -> each.tooLong = "/userinfo"),
        lie(Refusal.PROVIDER_DOWN, each -> each.broken = "/token"),
        lie(Refusal.PROVIDER_DOWN, each -> each.broken = "/keys"),
        lie(Refusal.PROVIDER_DOWN, each -> each.broken = "/userinfo"),
        lie(Refusal.PROVIDER_DOWN, LyingProvider::close));
  }

  private static JWTClaimsSet.Builder old(JWTClaimsSet.Builder truth) {
    return truth.expirationTime(Date.from(Instant.now().minusSeconds(120)));
  }

  private static String withOurSecret(JWTClaimsSet token) {
    try {
      SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), token);
      jwt.sign(
          new MACSigner("not a real secret, made long enough".getBytes(StandardCharsets.UTF_8)));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By a key of the same name that is not the provider's. */
  private static String forged(LyingProvider provider, JWTClaimsSet token) {
    var right = provider.key;
    provider.key = LyingProvider.key(right.getKeyID());
    String forged = provider.signed(token, JWSAlgorithm.RS256);
    provider.key = right;
    return forged;
  }

  private static Map<String, Object> with(Map<String, Object> truth, String name, Object value) {
    Map<String, Object> lie = new LinkedHashMap<>(truth);
    lie.put(name, value);
    return lie;
  }

  private static Map<String, Object> without(Map<String, Object> truth, String name) {
    Map<String, Object> lie = new LinkedHashMap<>(truth);
    lie.remove(name);
    return lie;
  }

  @ParameterizedTest
  @MethodSource("lies")
  void nobodyIsSignedInByALie(Refusal expected, Consumer<LyingProvider> lie) {
    lie.accept(provider);

    Browser.Shown refused = signIn();

    assertRefused(refused, expected);
    int accounts = server.store.now(tables -> tables.accounts().count());
    assertThat(accounts).isZero();
  }

  private void assertRefused(Browser.Shown shown, Refusal expected) {
    assertThat(lines()).as("log").hasSize(1);
    assertThat(lines().get(0)).contains(expected.word(), "from 203.0.113.7");
    assertThat(shown.status()).isEqualTo(expected.status().code());
    assertThat(shown.body())
        .contains(Page.escaped(expected.in(Visitor.Language.ENGLISH).title()))
        .contains(Page.escaped(expected.in(Visitor.Language.ENGLISH).advice()));
    assertThat(shown.headers().getOrDefault("set-cookie", "")).doesNotContain("ngrokd=");
    assertThat(lines().get(0)).doesNotContain("code-1", "an-access-token", "not a real secret");
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aProviderThatIsDownIsNotAskedByEverybodyWhoComes() {
    provider.broken = "/.well-known/openid-configuration";

    leave();
    leave();

    assertThat(provider.asked(provider.broken)).isEqualTo(1);
    server.clock.goOn(Discovery.AFTER_FAILURE);
    provider.broken = "";
    assertThat(leave().status()).isEqualTo(302);
  }

  @Test
  void aCodeIsGoodOnceAndSoIsAState() {
    Browser.Shown page = leave();
    browser.get(provider.back(page.location(), "code-1"));

    Browser.Shown again = browser.get(provider.back(page.location(), "code-2"));

    assertRefused(again, Refusal.STATE_USED);
    log.list.clear();
    assertRefused(browser.get(provider.back(leave().location(), "code-1")), Refusal.CODE);
  }

  @Test
  void aStateIsGoodInItsOwnBrowserForTenMinutes() {
    Browser.Shown page = leave();

    assertRefused(server.browser().get(provider.back(page.location(), "code-1")), Refusal.STATE);
    log.list.clear();
    Browser forger = server.browser();
    browser.cookies().keySet().forEach(name -> forger.cookies().put(name, Secrets.random()));
    assertRefused(forger.get(provider.back(page.location(), "code-1")), Refusal.STATE);
    log.list.clear();
    server.clock.goOn(Attempts.LIFE);
    assertRefused(browser.get(provider.back(page.location(), "code-1")), Refusal.STATE);
  }

  @Test
  void twoTabsSignInAtOnce() {
    Browser.Shown first = leave();
    Browser.Shown second = leave();

    assertThat(browser.get(provider.back(first.location(), "code-1")).status()).isEqualTo(303);
    assertThat(browser.get(provider.back(second.location(), "code-2")).status()).isEqualTo(303);
  }

  @Test
  void aSignInThatIsCancelledAtTheProviderIsNoFailureOfTheAccount() {
    String back = provider.back(leave().location(), "code-1").toString();

    assertRefused(
        browser.get(java.net.URI.create(back.replace("code=code-1", "error=access_denied"))),
        Refusal.PROVIDER_SAYS_NO);
  }

  @Test
  void anotherDomainIsRefused() {
    serve(new Admission(List.of("Company.example"), false, List.of(), List.of()));

    assertRefused(signIn(), Refusal.DOMAIN);
  }

  @Test
  void groupsSayWhoIsAdminWhoIsLetInAndWhoIsNot() {
    serve(new Admission(List.of(), false, List.of("admins"), List.of("staff")));
    provider.person.put("groups", List.of("guests"));
    assertRefused(signIn(), Refusal.GROUP);

    provider.person.put("groups", List.of("staff"));
    assertThat(browser.get(provider.back(leave().location(), "code-2")).status()).isEqualTo(303);
    assertThat(server.only().role()).isEqualTo(Role.MEMBER);

    provider.person.put("groups", List.of("admins"));
    browser.get(provider.back(leave().location(), "code-3"));
    assertThat(server.only().role()).isEqualTo(Role.ADMIN);
  }

  @Test
  void aDisabledAccountIsToldSoAndItsSessionsAreVoid() {
    signIn();
    server.store.now(
        tables -> {
          tables.accounts().disable(server.only().id(), true);
          return Optional.empty();
        });

    assertThat(browser.get("/api/user-info").status()).isEqualTo(401);
    assertRefused(browser.get(provider.back(leave().location(), "code-2")), Refusal.DISABLED);
  }

  @Test
  void theKeyMayChangeButAnUnknownOneIsLookedForOnceAMinute() {
    signIn();
    provider.key = LyingProvider.key("second");
    provider.sign = token -> provider.signed(token, JWSAlgorithm.RS256);
    assertThat(browser.get(provider.back(leave().location(), "code-2")).status()).isEqualTo(502);
    assertThat(provider.asked("/keys")).isEqualTo(1);

    server.clock.goOn(KeySet.BETWEEN);

    assertThat(browser.get(provider.back(leave().location(), "code-3")).status()).isEqualTo(303);
    assertThat(provider.asked("/keys")).isEqualTo(2);
  }

  @Test
  void refusalsAreInTheLanguageOfWhoReads() {
    browser.language = "zh-CN,en;q=0.5";
    provider.broken = "/.well-known/openid-configuration";

    assertThat(leave().body())
        .contains("<html lang=\"zh\">", Refusal.PROVIDER_DOWN.in(Visitor.Language.CHINESE).title());
  }

  @Test
  void pagesRunNoScriptAndSendFormsOnlyHere() {
    provider.broken = "/.well-known/openid-configuration";

    assertThat(leave().headers().get("content-security-policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
  }
}
