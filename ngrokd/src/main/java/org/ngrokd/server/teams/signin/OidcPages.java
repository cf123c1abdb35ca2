package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Tables;

/**
 * The way to a provider and back. To leave costs a seal; to come back, a row in the database and
 * questions to the provider, so that it is counted more strictly.
 */
final class OidcPages implements SignInRoutes.Part {
  static final String CALLBACK = "/-/oidc/callback";

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A browser that has its old tabs again asks for each of them. */
  static final int LEAVING = 60;

  static final int COMING_BACK = 20;
  static final int ALL = 600;

  private final Supplier<List<OpenIdProvider>> providers;
  private final ProviderThreads threads;
  private final Attempts attempts;
  private final Door door;
  private final Rates leaving;
  private final Rates comingBack;

  /** Where somebody is let in whom a provider knows. */
  record Door(Entrance entrance, People people) {}

  OidcPages(
      Supplier<List<OpenIdProvider>> providers,
      ProviderThreads threads,
      Attempts attempts,
      Door door,
      Clock clock) {
    this.providers = providers;
    this.threads = threads;
    this.attempts = attempts;
    this.door = door;
    this.leaving = new Rates(LEAVING, Integer.MAX_VALUE, MINUTE, clock);
    this.comingBack = new Rates(COMING_BACK, ALL, MINUTE, clock);
  }

  @Override
  public void addTo(Router router) {
    router
        .atLater("GET", SignInRoutes.START, Replies.pages((asked, name) -> start(asked)))
        .atLater("GET", CALLBACK, Replies.pages((asked, name) -> callback(asked)));
  }

  private CompletionStage<Answer> start(Asked asked) {
    Visitor visitor = Visitor.of(asked);
    leaving.take(visitor.address());
    String back = ReturnAddress.of(asked.query("return").orElse(ReturnAddress.START));
    Optional<String> chosen = asked.query("provider");
    if (chosen.isEmpty() && providers.get().size() > 1) {
      return CompletableFuture.completedFuture(choice(visitor, back));
    }
    OpenIdProvider provider =
        providers.get().stream()
            .filter(each -> chosen.isEmpty() || chosen.get().equals(each.id()))
            .findFirst()
            .orElseThrow(() -> new RefusalException(Refusal.NO_PROVIDER));
    return attempts
        .begin(provider.id(), back)
        .thenCompose(
            begun ->
                threads
                    .ask(deadline -> provider.page(begun.attempt(), begun.state(), deadline))
                    .thenApply(page -> leave(page, begun)));
  }

  private static Answer leave(URI page, Attempts.Begun begun) {
    return Replies.to(HttpResponseStatus.FOUND, page.toASCIIString())
        .with("Set-Cookie", begun.cookie());
  }

  private Answer choice(Visitor visitor, String back) {
    Page page = Page.titled(visitor.language(), Word.CHOOSE.in(visitor.language()));
    for (OpenIdProvider each : providers.get()) {
      page.way(
          each.name(),
          SignInRoutes.START
              + "?provider="
              + URLEncoder.encode(each.id(), StandardCharsets.UTF_8)
              + "&return="
              + URLEncoder.encode(back, StandardCharsets.UTF_8));
    }
    return page.answer();
  }

  private CompletionStage<Answer> callback(Asked asked) {
    comingBack.take(Visitor.of(asked).address());
    return attempts.back(asked).thenCompose(attempt -> finish(asked, attempt));
  }

  private CompletionStage<Answer> finish(Asked asked, Attempt attempt) {
    Optional<String> error = asked.query("error");
    if (error.isPresent()) {
      throw new RefusalException(Refusal.PROVIDER_SAYS_NO, Printable.field(error.get()));
    }
    OpenIdProvider provider =
        providers.get().stream()
            .filter(each -> each.id().equals(attempt.provider()))
            .findFirst()
            .orElseThrow(() -> new RefusalException(Refusal.NO_PROVIDER));
    String code =
        asked
            .query("code")
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> new RefusalException(Refusal.PROVIDER_WRONG, "it sends no code"));
    OpenIdProvider.Returned returned =
        new OpenIdProvider.Returned(code, asked.query("iss").orElse(""));
    return threads
        .ask(deadline -> provider.who(attempt, returned, deadline))
        .thenCompose(
            claimed ->
                door.entrance()
                    .enter(asked, tables -> account(tables, asked, claimed), attempt.back()));
  }

  private AccountRow account(Tables tables, Asked asked, Claimed claimed) {
    Actor by = new Actor("", Visitor.of(asked).address());
    return door.people()
        .signedIn(
            tables, claimed.identity(), claimed.person(), claimed.identifier(), claimed.role(), by);
  }
}
