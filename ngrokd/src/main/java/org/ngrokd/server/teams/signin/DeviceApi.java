package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.DeviceRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/**
 * What a program asks for that wants to be signed in ("ngrok login"), in the shape of RFC 8628. A
 * code is a row for ten minutes: an address gets few, and all together a bounded number. A question
 * about one is a look at the database.
 */
final class DeviceApi implements SignInRoutes.Part {
  static final String CODE = DeviceLogin.PAGE + "/code";
  static final String TOKEN = DeviceLogin.PAGE + "/token";

  /** For one address in ten minutes: an office shares one. */
  static final int CODES = 20;

  /** For one address in a minute: as many as so many programs at once ask. */
  static final int QUESTIONS = 300;

  static final int ALL_QUESTIONS = 20_000;

  private final ServerFacts server;
  private final Store store;
  private final DeviceLogin login;
  private final Door door;
  private final Rates codes;
  private final Rates questions;

  /** What stands around a login: whose accounts, and what is cleaned up on the way. */
  record Door(People people, Sweeper sweeper) {}

  DeviceApi(ServerFacts server, Store store, DeviceLogin login, Door door, Clock clock) {
    this.server = server;
    this.store = store;
    this.login = login;
    this.door = door;
    this.codes = new Rates(CODES, DeviceLogin.WAITING, DeviceLogin.LIFE, clock);
    this.questions = new Rates(QUESTIONS, ALL_QUESTIONS, Duration.ofMinutes(1), clock);
  }

  @Override
  public void addTo(Router router) {
    router
        .atLater("POST", CODE, Replies.json((asked, name) -> code(asked)))
        .atLater("POST", TOKEN, Replies.json((asked, name) -> token(asked)));
  }

  private CompletionStage<Answer> code(Asked asked) {
    String address = Visitor.of(asked).address();
    codes.take(address);
    String program = asked.field("program").filter(text -> !text.isBlank()).orElse("ngrok");
    return store
        .later(
            tables -> {
              door.sweeper().sweepIfDue(tables);
              return login.begin(tables, program, address);
            })
        .thenApply(this::answer);
  }

  private Answer answer(DeviceLogin.Codes codes) {
    String page = server.site().at(DeviceLogin.PAGE).toString();
    return Answer.json(
        Map.of(
            "device_code", codes.own(),
            "user_code", codes.shown().shown(),
            "verification_uri", page,
            "verification_uri_complete", page + "?code=" + codes.shown().shown(),
            "expires_in", DeviceLogin.LIFE.toSeconds(),
            "interval", DeviceLogin.INTERVAL.toSeconds()));
  }

  private CompletionStage<Answer> token(Asked asked) {
    questions.take(Visitor.of(asked).address());
    String own = asked.field("device_code").orElse("");
    return store.later(
        tables -> {
          DeviceLogin.Heard heard = login.ask(tables, own);
          return switch (heard.answer()) {
            case PENDING -> problem("authorization_pending", "Nobody has allowed it yet.");
            case SLOW_DOWN ->
                problem("slow_down", "Ask every " + DeviceLogin.INTERVAL.toSeconds() + " seconds.");
            case DENIED -> problem("access_denied", "The login was denied at the browser.");
            case EXPIRED -> expired();
            case ALLOWED -> given(tables, heard.row());
          };
        });
  }

  private static Answer problem(String error, String description) {
    return Replies.problem(HttpResponseStatus.BAD_REQUEST, error, description);
  }

  private static Answer expired() {
    return problem("expired_token", "The code has ended, or it was typed wrong too often.");
  }

  private Answer given(Tables tables, Optional<DeviceRow> row) {
    Optional<AccountRow> account =
        row.flatMap(DeviceRow::accountId)
            .flatMap(id -> tables.accounts().withId(id))
            .filter(found -> !found.isDisabled());
    if (row.isEmpty() || account.isEmpty()) {
      return problem("access_denied", "The account that allowed it is not there any more.");
    }
    Actor by = new Actor(account.get().subdomain(), row.get().address());
    String token =
        door.people()
            .newToken(tables, account.get(), row.get().program(), List.of(), Optional.empty(), by)
            .token();
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("access_token", token);
    given.put("token_type", "bearer");
    given.put("account", account.get().subdomain());
    given.put("url", server.urlOfSubdomain().apply(account.get().subdomain()));
    given.put("server_addr", server.tunnelAddress().get());
    return Answer.ok(Answer.JSON, Json.camel(given));
  }
}
