package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.signin.Visitor.Language;
import org.ngrokd.server.teams.store.Store;

/**
 * Signing out, and what pgrok's own pages ask for. Each costs one look at the database, for who
 * shows a session.
 */
final class SessionPages implements SignInRoutes.Part {
  static final String SIGN_OUT = "/-/sign-out";

  private static final String EVERYWHERE = "everywhere";

  private final ServerFacts server;
  private final Store store;
  private final Sessions sessions;
  private final Supplier<List<OpenIdProvider>> providers;

  SessionPages(
      ServerFacts server,
      Store store,
      Sessions sessions,
      Supplier<List<OpenIdProvider>> providers) {
    this.server = server;
    this.store = store;
    this.sessions = sessions;
    this.providers = providers;
  }

  @Override
  public void addTo(Router router) {
    router
        .atLater("GET", SIGN_OUT, Replies.pages((asked, name) -> question(asked)))
        .atLater("POST", SIGN_OUT, Replies.pages((asked, name) -> signOut(asked)))
        .atLater("GET", "/api/user-info", Replies.json((asked, name) -> userInfo(asked)))
        .at("GET", "/api/identity-provider", (asked, name) -> identityProvider())
        .at("GET", "/-/healthcheck", (asked, name) -> Answer.text(HttpResponseStatus.OK, "OK"));
  }

  private CompletionStage<Answer> question(Asked asked) {
    Language language = Visitor.of(asked).language();
    return sessions
        .find(asked)
        .thenApply(
            found ->
                found
                    .map(who -> question(language, Map.of("csrf", who.csrf())))
                    .orElseGet(() -> signedOut(language)));
  }

  private static Answer question(Language language, Map<String, String> csrf) {
    return Page.titled(language, Word.SIGN_OUT_TITLE.in(language))
        .button(Word.SIGN_OUT.in(language), "main", SIGN_OUT, csrf)
        .button(
            Word.SIGN_OUT_EVERYWHERE.in(language),
            "plain",
            SIGN_OUT,
            Map.of("csrf", csrf.getOrDefault("csrf", ""), EVERYWHERE, "yes"))
        .answer();
  }

  /** No way leads on by itself: at the provider somebody would be signed in again at once. */
  private static Answer signedOut(Language language) {
    return Page.titled(language, Word.SIGNED_OUT.in(language))
        .text(Word.SIGNED_OUT_TEXT.in(language))
        .way(Word.SIGN_IN_AGAIN.in(language), SignInRoutes.START)
        .answer();
  }

  private CompletionStage<Answer> signOut(Asked asked) {
    Answer done = signedOut(Visitor.of(asked).language()).with("Set-Cookie", sessions.noCookie());
    return sessions
        .find(asked)
        .thenCompose(
            found -> {
              found.ifPresent(who -> server.site().requireCsrf(asked, who));
              return store.later(
                  tables -> {
                    found.ifPresent(
                        who -> {
                          if (asked.field(EVERYWHERE).isPresent()) {
                            sessions.endAll(tables, who.account().id());
                          } else {
                            sessions.end(tables, who.account().id(), who.session().hash());
                          }
                        });
                    return done;
                  });
            });
  }

  private CompletionStage<Answer> userInfo(Asked asked) {
    return sessions
        .find(asked)
        .thenApply(found -> found.map(this::userInfo).orElseGet(SessionPages::stranger));
  }

  private static Answer stranger() {
    return Replies.problem(
        HttpResponseStatus.UNAUTHORIZED, "unauthorized", "Sign in first: " + SignInRoutes.START);
  }

  /** A token cannot be shown, since only hashes are kept: the dashboard makes new ones. */
  private Answer userInfo(SignedIn who) {
    return Answer.json(
        Map.of(
            "displayName", who.account().person().displayName(),
            "token", "",
            "url", server.urlOfSubdomain().apply(who.account().subdomain())));
  }

  private Answer identityProvider() {
    Optional<String> name = providers.get().stream().findFirst().map(OpenIdProvider::name);
    return name.map(each -> Answer.json(Map.of("displayName", each, "authURL", SignInRoutes.START)))
        .orElseGet(
            () ->
                Replies.problem(
                    HttpResponseStatus.NOT_FOUND,
                    "no-provider",
                    "People sign in by links here: ask whoever runs this server for one"));
  }
}
