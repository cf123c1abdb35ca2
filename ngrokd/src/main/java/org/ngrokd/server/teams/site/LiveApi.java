package org.ngrokd.server.teams.site;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.tunnel.Holder;

/** What the API says of clients and tunnels that are there, and how they are closed. */
final class LiveApi {
  private final Live live;
  private final Store store;
  private final Clock clock;

  LiveApi(Live live, Store store, Clock clock) {
    this.live = live;
    this.store = store;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tunnels", "Tunnels that are open", call -> now(live.tunnels(call)))
            .givesList(Resources.OpenTunnel.class)
            .query("scope", "mine, or all for admins")
            .query("q", "a part of the URL, the account or the address")
            .query("after", "the page's place: next of the page before"),
        Endpoint.of("DELETE", "/tunnels/{id}", "Closes a tunnel", Scope.TUNNELS, this::closeTunnel),
        Endpoint.get("/clients", "Clients that are connected", call -> now(live.clients(call)))
            .givesList(Resources.Client.class)
            .query("scope", "mine, or all for admins")
            .query("q", "a part of the account or the address")
            .query("after", "the page's place: next of the page before"),
        Endpoint.of(
            "DELETE", "/clients/{id}", "Sends a client away", Scope.TUNNELS, this::sendAway));
  }

  private static <T> CompletionStage<T> now(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static String reason(Caller caller, String what) {
    return caller.account().subdomain() + " " + what + " on the server's dashboard";
  }

  private CompletionStage<?> closeTunnel(Call call) {
    Live.Seen tunnel = live.tunnel(call.name(), call.caller());
    String url = tunnel.place();
    return note(call.caller(), "tunnel.closed", tunnel.client().account(), url)
        .thenCompose(
            noted ->
                Live.stage(
                    tunnel
                        .holder()
                        .close(tunnel.meter().tunnel().url(), reason(call.caller(), "closed it"))))
        .thenAccept(
            closed -> {
              if (!closed) {
                throw Call.notFound("There is no such tunnel: it may be closed already.");
              }
            });
  }

  private CompletionStage<?> sendAway(Call call) {
    Holder client = live.client(call.name(), call.caller());
    Holder.About about =
        client
            .about()
            .orElseThrow(() -> Call.notFound("There is no such client: it may be gone already."));
    String detail = about.address() + ", client " + about.client();
    return note(call.caller(), "client.disconnected", about.account(), detail)
        .thenCompose(noted -> Live.stage(client.dismiss(reason(call.caller(), "disconnected it"))));
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
