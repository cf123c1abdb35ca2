package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.QrCodeSvg;
import org.ngrokd.server.teams.accounts.NewToken;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.signin.Sessions;
import org.ngrokd.server.teams.signin.SignedIn;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** What the API says of one's own account, names, tokens and sessions, and how they change. */
final class OwnApi {
  private static final int LONGEST_QR = 500;

  private final Store store;
  private final People people;
  private final Sessions sessions;
  private final ServerCard card;

  OwnApi(Store store, People people, Sessions sessions, ServerCard card) {
    this.store = store;
    this.people = people;
    this.sessions = sessions;
    this.card = card;
  }

  /** Answers within a transaction. */
  @FunctionalInterface
  private interface InStore {
    Object answer(Tables tables, Call call);
  }

  private Endpoint.Handler inStore(InStore question) {
    return call -> store.later(tables -> question.answer(tables, call));
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/me", "Who asks", OwnApi.this::me).gives(Resources.Me.class),
        Endpoint.get("/me/qr.svg", "A QR code of an address", OwnApi::qrCode)
            .givesFile("image/svg+xml")
            .query("url", "the address"),
        Endpoint.get("/names", "One's names and ports", inStore(this::names))
            .givesList(Resources.Name.class),
        Endpoint.of("POST", "/names", "Reserves one", Scope.TUNNELS, inStore(this::reserve))
            .asking(Resources.WantedName.class)
            .gives(Resources.Name.class),
        Endpoint.of(
            "DELETE",
            "/names/{kind}/{name}",
            "Gives one back",
            Scope.TUNNELS,
            inStore(this::giveBack)),
        Endpoint.get("/tokens", "One's tokens", inStore(this::tokens))
            .givesList(Resources.Token.class),
        Endpoint.of("POST", "/tokens", "Makes one", Scope.ADMIN, inStore(this::makeToken))
            .asking(Resources.WantedToken.class)
            .gives(Resources.MadeToken.class),
        Endpoint.of("DELETE", "/tokens/{id}", "Revokes one", Scope.ADMIN, inStore(this::revoke)),
        Endpoint.get("/sessions", "Where one is signed in", inStore(this::sessions))
            .givesList(Resources.Session.class),
        Endpoint.of("DELETE", "/sessions/{id}", "Signs out", Scope.ADMIN, inStore(this::end)),
        Endpoint.of(
                "DELETE", "/sessions", "Signs out everywhere", Scope.ADMIN, inStore(this::endAll))
            .gives(Resources.Ended.class));
  }

  private CompletionStage<?> me(Call call) {
    return CompletableFuture.completedFuture(card.me(call.caller()));
  }

  private static CompletionStage<?> qrCode(Call call) {
    String url = call.query("url");
    if (url.isEmpty() || url.length() > LONGEST_QR) {
      throw Call.bad("url is what the code is to be of, at most " + LONGEST_QR + " characters");
    }
    return CompletableFuture.completedFuture(
        Answer.ok("image/svg+xml", QrCodeSvg.of(url).getBytes(StandardCharsets.UTF_8)));
  }

  private static Resources.Page whole(List<?> items) {
    return new Resources.Page(items, null);
  }

  private Object names(Tables tables, Call call) {
    return whole(
        tables.names().of(call.caller().account().id()).stream()
            .map(row -> Resources.Name.of(row, call.caller().account()))
            .toList());
  }

  private Object reserve(Tables tables, Call call) {
    JsonValue body = call.json();
    NameKind kind = NameKind.of(body.get("kind").text().orElse(""));
    String name = body.get("name").text().orElse("");
    return Resources.Name.of(
        people.reserve(tables, call.caller().account(), kind, name, call.caller().actor()),
        call.caller().account());
  }

  private Object giveBack(Tables tables, Call call) {
    NameKind kind = NameKind.of(call.name());
    people.giveBack(tables, call.caller().account(), kind, call.lastName(), call.caller().actor());
    return Answer.nothing();
  }

  private Object tokens(Tables tables, Call call) {
    return whole(
        tables.tokens().of(call.caller().account().id()).stream()
            .map(Resources.Token::of)
            .toList());
  }

  private Object makeToken(Tables tables, Call call) {
    JsonValue body = call.json();
    List<String> scopes =
        body.get("scopes").elements().stream().map(each -> each.text().orElse("")).toList();
    NewToken made =
        people.newToken(
            tables,
            call.caller().account(),
            body.get("label").text().orElse(""),
            scopes,
            time(body.get("ends")),
            call.caller().actor());
    return Resources.MadeToken.of(made.row(), made.token());
  }

  private static Optional<Instant> time(JsonValue value) {
    try {
      return value.text().map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new ApiError(
          HttpResponseStatus.BAD_REQUEST,
          "bad-request",
          "ends is no time; expected as 2030-12-31T00:00:00Z");
    }
  }

  private Object revoke(Tables tables, Call call) {
    people.revokeToken(tables, call.caller().account(), call.name(), call.caller().actor());
    return Answer.nothing();
  }

  private Object sessions(Tables tables, Call call) {
    String current =
        call.caller().session().map(SignedIn::session).map(row -> row.hash()).orElse("");
    return whole(
        sessions.of(tables, call.caller().account().id()).stream()
            .map(row -> Resources.Session.of(row, row.hash().equals(current)))
            .toList());
  }

  private Object end(Tables tables, Call call) {
    if (!sessions.end(tables, call.caller().account().id(), call.name())) {
      throw Call.notFound("There is no such session: it may have ended already.");
    }
    return Answer.nothing();
  }

  private Object endAll(Tables tables, Call call) {
    return new Resources.Ended(sessions.endAll(tables, call.caller().account().id()));
  }
}
