package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;

/**
 * Links that sign in: to look at one costs nothing and changes nothing, so that programs that look
 * at the links in mails do not use it up; the button does it.
 */
final class LinkPages implements SignInRoutes.Part {
  /** Nobody finds a link by trying; this is for the database. */
  static final int TRIES = 10;

  static final int ALL = 600;

  private final SiteAddress site;
  private final SignInLinks links;
  private final Entrance entrance;
  private final Rates tries;

  LinkPages(SiteAddress site, SignInLinks links, Entrance entrance, Clock clock) {
    this.site = site;
    this.links = links;
    this.entrance = entrance;
    this.tries = new Rates(TRIES, ALL, Duration.ofMinutes(1), clock);
  }

  @Override
  public void addTo(Router router) {
    router
        .at("GET", SignInLinks.PATH + "*", LinkPages::question)
        .atLater("POST", SignInLinks.PATH + "*", Replies.pages(this::use));
  }

  private static Answer question(Asked asked, String code) {
    Visitor.Language language = Visitor.of(asked).language();
    return Page.titled(language, Word.LINK_TITLE.in(language))
        .text(Word.LINK_TEXT.in(language))
        .button(Word.SIGN_IN.in(language), "main", SignInLinks.PATH + code, Map.of())
        .answer();
  }

  private CompletionStage<Answer> use(Asked asked, String code) {
    tries.take(Visitor.of(asked).address());
    site.requireOwnPage(asked);
    return entrance.enter(
        asked,
        tables -> links.take(tables, code).orElseThrow(() -> new RefusalException(Refusal.LINK)),
        ReturnAddress.START);
  }
}
