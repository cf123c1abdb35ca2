package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.signin.Visitor.Language;
import org.ngrokd.server.teams.store.DeviceRow;
import org.ngrokd.server.teams.store.Store;

/**
 * Where somebody who is signed in tells a program yes or no. Only they are heard, and only they can
 * type a code wrong: strangers end nobody's.
 */
final class DevicePages implements SignInRoutes.Part {
  /** For one account in ten minutes. */
  static final int TYPED = 30;

  private final ServerFacts server;
  private final Store store;
  private final Sessions sessions;
  private final DeviceLogin login;
  private final Rates typed;

  DevicePages(ServerFacts server, Store store, Sessions sessions, DeviceLogin login, Clock clock) {
    this.server = server;
    this.store = store;
    this.sessions = sessions;
    this.login = login;
    this.typed = new Rates(TYPED, Integer.MAX_VALUE, DeviceLogin.LIFE, clock);
  }

  @Override
  public void addTo(Router router) {
    router
        .atLater("GET", DeviceLogin.PAGE, Replies.pages((asked, name) -> ask(asked)))
        .atLater("POST", DeviceLogin.PAGE, Replies.pages((asked, name) -> say(asked)));
  }

  private CompletionStage<Answer> ask(Asked asked) {
    Language language = Visitor.of(asked).language();
    String code = asked.query("code").flatMap(UserCode::typed).map(UserCode::shown).orElse("");
    return sessions
        .find(asked)
        .thenApply(
            found ->
                found.map(who -> question(language, who, code)).orElseGet(() -> signInFirst(code)));
  }

  private static Answer signInFirst(String code) {
    String page = DeviceLogin.PAGE + (code.isEmpty() ? "" : "?code=" + code);
    return Replies.to(
        HttpResponseStatus.FOUND,
        SignInRoutes.START + "?return=" + URLEncoder.encode(page, StandardCharsets.UTF_8));
  }

  private static Answer question(Language language, SignedIn who, String code) {
    return Page.titled(language, Word.DEVICE_TITLE.in(language))
        .text(Word.DEVICE_TEXT.in(language))
        .question(
            new Page.Field(Word.DEVICE_CODE.in(language), "code", code),
            Word.DEVICE_NEXT.in(language),
            DeviceLogin.PAGE,
            Map.of("csrf", who.csrf()))
        .answer();
  }

  private CompletionStage<Answer> say(Asked asked) {
    return sessions
        .find(asked)
        .thenCompose(
            found -> {
              SignedIn who =
                  found.orElseThrow(
                      () -> new RefusalException(Refusal.ELSEWHERE, "without a session"));
              server.site().requireCsrf(asked, who);
              typed.takeAs(who.account().id());
              UserCode code =
                  asked
                      .field("code")
                      .flatMap(UserCode::typed)
                      .orElseThrow(() -> new RefusalException(Refusal.DEVICE_CODE));
              return asked
                  .field("say")
                  .map(word -> decide(asked, who, code, word.equals("allow")))
                  .orElseGet(() -> show(asked, who, code));
            });
  }

  private CompletionStage<Answer> show(Asked asked, SignedIn who, UserCode code) {
    Language language = Visitor.of(asked).language();
    return found(code, row -> confirmation(language, who, row));
  }

  /** A wrong try is kept: nothing is thrown before the transaction is over. */
  private CompletionStage<Answer> found(UserCode code, Function<DeviceRow, Answer> answer) {
    return store
        .later(tables -> login.find(tables, code))
        .thenApply(
            row -> answer.apply(row.orElseThrow(() -> new RefusalException(Refusal.DEVICE_CODE))));
  }

  private static Answer confirmation(Language language, SignedIn who, DeviceRow row) {
    String code = new UserCode(row.userCode()).shown();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Word.DEVICE_CODE.in(language), code);
    facts.put(Word.DEVICE_PROGRAM.in(language), row.program());
    facts.put(Word.DEVICE_ADDRESS.in(language), row.address());
    return Page.titled(language, Word.DEVICE_ASKS.in(language))
        .facts(facts)
        .text(Word.DEVICE_WARNING.in(language))
        .button(
            Word.DEVICE_ALLOW.in(language), "main", DeviceLogin.PAGE, saying(who, code, "allow"))
        .button(Word.DEVICE_DENY.in(language), "plain", DeviceLogin.PAGE, saying(who, code, "deny"))
        .answer();
  }

  private static Map<String, String> saying(SignedIn who, String code, String word) {
    return Map.of("csrf", who.csrf(), "code", code, "say", word);
  }

  private CompletionStage<Answer> decide(
      Asked asked, SignedIn who, UserCode code, boolean isAllowed) {
    Language language = Visitor.of(asked).language();
    return store
        .later(
            tables -> {
              Optional<DeviceRow> row = login.find(tables, code);
              row.ifPresent(found -> login.decide(tables, found, who.account(), isAllowed));
              return row;
            })
        .thenApply(
            row -> {
              if (row.isEmpty()) {
                throw new RefusalException(Refusal.DEVICE_CODE);
              }
              return decided(language, isAllowed);
            });
  }

  private static Answer decided(Language language, boolean isAllowed) {
    Word title = isAllowed ? Word.DEVICE_ALLOWED : Word.DEVICE_DENIED;
    Word text = isAllowed ? Word.DEVICE_ALLOWED_TEXT : Word.DEVICE_DENIED_TEXT;
    return Page.titled(language, title.in(language))
        .text(text.in(language))
        .way(Word.START.in(language), ReturnAddress.START)
        .answer();
  }
}
