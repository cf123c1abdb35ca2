package org.ngrokd.server.teams.site;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.teams.accounts.TeamAccounts;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.Store;

/** What the API says of clients and tunnels that are there, and how they are closed. */
final class LiveApi {
  private final LiveEverywhere live;
  private final Store store;
  private final Clock clock;

  LiveApi(LiveEverywhere live, Store store, Clock clock) {
    this.live = live;
    this.store = store;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tunnels", "Tunnels that are open", live::tunnels)
            .givesList(Resources.OpenTunnel.class)
            .query("scope", "mine, or all for admins")
            .query("q", "a part of the URL, the account or the address")
            .query("after", "the page's place: next of the page before"),
        Endpoint.of("DELETE", "/tunnels/{id}", "Closes a tunnel", Scope.TUNNELS, this::closeTunnel),
        Endpoint.get("/clients", "Clients that are connected", live::clients)
            .givesList(Resources.Client.class)
            .query("scope", "mine, or all for admins")
            .query("q", "a part of the account or the address")
            .query("after", "the page's place: next of the page before"),
        Endpoint.of(
            "DELETE", "/clients/{id}", "Sends a client away", Scope.TUNNELS, this::sendAway));
  }

  private static String reason(Caller caller, String what) {
    return caller.account().subdomain() + " " + what + " on the server's dashboard";
  }

  private CompletionStage<?> closeTunnel(Call call) {
    return end(
        call,
        new LiveActions.One(true, call.name(), scope(call), reason(call.caller(), "closed it")),
        "tunnel.closed",
        "There is no such tunnel: it may be closed already.");
  }

  private CompletionStage<?> sendAway(Call call) {
    return end(
        call,
        new LiveActions.One(
            false, call.name(), scope(call), reason(call.caller(), "disconnected it")),
        "client.disconnected",
        "There is no such client: it may be gone already.");
  }

  /** Admins may end anybody's. */
  private static @Nullable String scope(Call call) {
    return call.caller().isAdmin() ? null : TeamAccounts.key(call.caller().account().id());
  }

  private CompletionStage<?> end(
      Call call, LiveActions.One one, String action, String nothingThere) {
    return live.find(one)
        .thenApply(found -> found.orElseThrow(() -> Call.notFound(nothingThere)))
        .thenCompose(
            place ->
                note(call.caller(), action, place.found().account(), place.found().detail())
                    .thenCompose(noted -> live.end(one, place)))
        .thenAccept(
            ended -> {
              if (!ended) {
                throw Call.notFound(nothingThere);
              }
            });
  }

  /** First: what is done to others is done by somebody. */
  private CompletionStage<Void> note(Caller caller, String action, String target, String detail) {
    AuditRow row =
        new AuditRow(
            0,
            clock.instant(),
            caller.account().subdomain(),
            caller.address(),
            action,
            target,
            detail);
    return store.later(
        tables -> {
          tables.audit().add(row);
          return null;
        });
  }
}
