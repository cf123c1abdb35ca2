package org.ngrokd.server.teams.site;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.accounts.TeamAccounts;
import org.ngrokd.server.teams.signin.SignInLinks;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** What the API says of everybody's accounts to admins, and how they change. */
final class PeopleApi {
  private final Store store;
  private final People people;
  private final SignInLinks links;
  private final LiveEverywhere live;

  PeopleApi(Store store, People people, SignInLinks links, LiveEverywhere live) {
    this.store = store;
    this.people = people;
    this.links = links;
    this.live = live;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/people",
                "All accounts",
                call -> counted((tables, counts) -> list(tables, call, counts)))
            .forAdmins()
            .givesList(Resources.Person.class)
            .query("q", "a part of the subdomain, the name or the e-mail address")
            .query("after", "the page's place: next of the page before"),
        Endpoint.of(
                "POST",
                "/people",
                "Adds somebody who signs in by a link",
                Scope.ADMIN,
                call -> store.later(tables -> add(tables, call)))
            .forAdmins()
            .asking(Resources.WantedPerson.class)
            .gives(Resources.AddedPerson.class),
        Endpoint.get(
                "/people/{id}",
                "One account",
                call -> counted((tables, counts) -> whole(tables, found(tables, call), counts)))
            .forAdmins()
            .gives(Resources.WholePerson.class),
        Endpoint.of(
                "PATCH",
                "/people/{id}",
                "Changes an account",
                Scope.ADMIN,
                call -> counted((tables, counts) -> change(tables, call, counts)))
            .forAdmins()
            .asking(Resources.ChangedPerson.class)
            .gives(Resources.WholePerson.class),
        Endpoint.of(
                "DELETE",
                "/people/{id}",
                "Removes an account with all that is its own",
                Scope.ADMIN,
                call -> store.later(tables -> remove(tables, call)))
            .forAdmins());
  }

  /** With the number of tunnels that each account has now. */
  private <T> CompletionStage<T> counted(BiFunction<Tables, Map<String, Integer>, T> question) {
    return live.tunnelsByAccount()
        .thenCompose(counts -> store.later(tables -> question.apply(tables, counts)));
  }

  private static AccountRow found(Tables tables, Call call) {
    return tables
        .accounts()
        .withId(call.name())
        .orElseThrow(() -> Call.notFound("There is no such account: it may be removed."));
  }

  private Resources.Page list(Tables tables, Call call, Map<String, Integer> tunnels) {
    int limit = call.limit();
    List<AccountRow> rows =
        tables.accounts().page(call.query("q").strip(), call.query("after"), limit + 1);
    List<Resources.Person> items =
        rows.stream()
            .limit(limit)
            .map(row -> Resources.Person.of(row, count(tunnels, row)))
            .toList();
    return new Resources.Page(items, rows.size() > limit ? rows.get(limit - 1).subdomain() : null);
  }

  private static int count(Map<String, Integer> tunnels, AccountRow row) {
    return tunnels.getOrDefault(TeamAccounts.key(row.id()), 0);
  }

  private Resources.WholePerson whole(Tables tables, AccountRow row, Map<String, Integer> tunnels) {
    return Resources.WholePerson.of(
        row,
        count(tunnels, row),
        new Resources.Belongings(
            tables.names().of(row.id()), tables.tokens().of(row.id()), tables.keys().of(row.id())));
  }

  private Resources.AddedPerson add(Tables tables, Call call) {
    JsonValue body = call.json();
    Role role = Role.of(body.get("role").text().orElse(Role.MEMBER.word()));
    AccountRow row =
        people.add(
            tables,
            body.get("name").text().orElse(""),
            body.get("email").text().orElse(""),
            role,
            call.caller().actor());
    return new Resources.AddedPerson(
        row.id(),
        row.person().displayName(),
        row.person().email(),
        row.subdomain(),
        row.role().word(),
        links.make(tables, row.id()).toString());
  }

  private Resources.WholePerson change(Tables tables, Call call, Map<String, Integer> tunnels) {
    AccountRow row = found(tables, call);
    JsonValue body = call.json();
    body.get("role")
        .text()
        .ifPresent(role -> people.changeRole(tables, row, Role.of(role), call.caller().actor()));
    body.get("limits")
        .text()
        .ifPresent(limits -> people.changeLimits(tables, row, limits, call.caller().actor()));
    body.get("disabled")
        .text()
        .ifPresent(
            disabled -> people.disable(tables, row, isTrue(disabled), call.caller().actor()));
    return whole(tables, found(tables, call), tunnels);
  }

  private static boolean isTrue(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw Call.bad("disabled is '" + text + "'; expected true or false");
    }
    return text.equals("true");
  }

  private Answer remove(Tables tables, Call call) {
    people.remove(tables, found(tables, call), call.caller().actor());
    return Answer.nothing();
  }
}
