package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.signin.ServerFacts;
import org.ngrokd.server.teams.signin.SignIn;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** A server with accounts in a database: alice is an admin, bob and carol are members. */
final class TeamServer implements AutoCloseable {
  static final String DOMAIN = "team.localhost";
  static final TeamsOptions TEAMS =
      new TeamsOptions(TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT);

  private static final Actor BY = Actor.server("test");

  private final TestServer server;
  private final Store store;
  private final People people;
  private final SignIn signIn;
  private final Map<String, AccountRow> accounts;

  private TeamServer(TestServer server, Path state) {
    this.server = server;
    this.store = Store.open(TEAMS.database(), state.resolve("accounts"));
    this.people =
        new People(
            TEAMS.accounts(),
            new NameRules(DOMAIN, PortRanges.NONE, Reservations.NONE),
            Clock.systemUTC());
    this.signIn =
        SignIn.open(
            TEAMS,
            new ServerFacts(
                new SiteAddress(URI.create("https://" + DOMAIN)), name -> name, () -> ""),
            store,
            people,
            Clock.systemUTC());
    this.accounts =
        List.of("alice", "bob", "carol").stream()
            .collect(Collectors.toMap(Function.identity(), this::add));
  }

  static TeamServer start(Path state) {
    return new TeamServer(
        TestServer.start(TestServer.withTeams(state, DOMAIN, TEAMS), EdgeEvents.NONE), state);
  }

  /** The same with a gateway for ssh. */
  static TeamServer withSsh(Path state) {
    return new TeamServer(
        TestServer.start(
            SshServer.withSsh(TestServer.withTeams(state, DOMAIN, TEAMS), 0, Optional.empty())),
        state);
  }

  private AccountRow add(String name) {
    Role role = name.equals("alice") ? Role.ADMIN : Role.MEMBER;
    return in(tables -> people.add(tables, name, "", role, BY));
  }

  TestServer server() {
    return server;
  }

  AccountRow account(String name) {
    return Objects.requireNonNull(accounts.get(name));
  }

  People people() {
    return people;
  }

  <T> T in(Function<Tables, T> question) {
    return store.now(question);
  }

  /** A token of somebody, that opens tunnels where it has no scopes. */
  String token(String name, String... scopes) {
    return in(
        tables ->
            people
                .newToken(tables, account(name), "test", List.of(scopes), Optional.empty(), BY)
                .token());
  }

  /** The header of a browser in which somebody is signed in. */
  String cookie(String name) {
    return "Cookie: __Host-ngrokd="
        + in(
            tables ->
                signIn.sessions().start(tables, account(name).id(), "127.0.0.1", "a browser"));
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** An old client of somebody. */
  OldSession online(String name) throws IOException {
    return online(token(name), "");
  }

  OldSession online(String token, String clientId) throws IOException {
    OldClient client = server.client();
    String reply = client.connectAndAuth(token, clientId);
    assertThat(MessageText.field(reply, "Error")).isEmpty();
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  /** What came back. */
  record Reply(String text) {
    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }

    String body() {
      return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    String head() {
      return text.substring(0, text.indexOf("\r\n\r\n"));
    }

    JsonValue json() {
      return Json.read(body().getBytes(StandardCharsets.UTF_8));
    }

    String code() {
      return json().get("error").get("code").text().orElse("");
    }
  }

  Reply ask(String request, String... headers) throws IOException {
    return send(request, "", headers);
  }

  /** A request of one connection: "GET /api/v1/me". */
  Reply send(String request, String body, String... headers) throws IOException {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String about =
        body.isEmpty()
            ? ""
            : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n";
    try (Visitor visitor = server.visitor()) {
      visitor.send(
          "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s%s\r\n"
              .formatted(request, DOMAIN, about, more));
      visitor.send(bytes);
      String all = new String(visitor.in().readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(all);
    }
  }

  /** The same of somebody who is signed in and means it. */
  Reply change(String request, String body, String cookie) throws IOException {
    String csrf = ask("GET /api/v1/me", cookie).json().get("csrf").text().orElseThrow();
    return send(request, body, cookie, "X-CSRF-Token: " + csrf);
  }

  /** The ids in a list. */
  List<String> ids(String path, String cookie) throws IOException {
    Reply reply = ask("GET " + path, cookie);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().get("items").elements().stream()
        .map(each -> each.get("id").text().orElseThrow())
        .toList();
  }

  @Override
  public void close() {
    server.close();
    signIn.close();
    store.close();
  }
}
