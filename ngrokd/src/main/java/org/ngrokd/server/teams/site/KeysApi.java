package org.ngrokd.server.teams.site;

import java.util.List;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** What the API says of one's own public keys, and how they change. */
final class KeysApi {
  private final Store store;
  private final People people;

  KeysApi(Store store, People people) {
    this.store = store;
    this.people = people;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/keys", "One's public keys", call -> store.later(tables -> keys(tables, call)))
            .givesList(Resources.Key.class),
        Endpoint.of(
                "POST",
                "/keys",
                "Adds all keys of a text as in authorized_keys, or none",
                Scope.ADMIN,
                call -> store.later(tables -> add(tables, call)))
            .asking(Resources.WantedKeys.class)
            .givesList(Resources.Key.class),
        Endpoint.of(
            "DELETE",
            "/keys/{id}",
            "Removes one: what is connected by it ends",
            Scope.ADMIN,
            call -> store.later(tables -> remove(tables, call))));
  }

  private static Resources.Page page(List<SshKeyRow> rows) {
    return new Resources.Page(rows.stream().map(Resources.Key::of).toList(), null);
  }

  private static Resources.Page keys(Tables tables, Call call) {
    return page(tables.keys().of(call.caller().account().id()));
  }

  private Resources.Page add(Tables tables, Call call) {
    JsonValue body = call.json();
    return page(
        people
            .keys()
            .add(
                tables,
                call.caller().account(),
                body.get("text").text().orElse(""),
                body.get("label").text().orElse(""),
                call.caller().actor()));
  }

  private Answer remove(Tables tables, Call call) {
    people
        .keys()
        .remove(
            tables,
            call.caller().account(),
            Resources.Key.fingerprint(call.name()),
            call.caller().actor());
    return Answer.nothing();
  }
}
