package org.ngrokd.server.teams.site;

import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.teams.accounts.ApiTokens;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.signin.SignIn;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelMeters;

/** Everything that can be asked of the server's own pages. */
public final class SiteRouter {
  private SiteRouter() {}

  /**
   * What it is made of.
   *
   * @param signIn who somebody at a browser is
   * @param tokens who a program asks for
   */
  public record Parts(Store store, SignIn signIn, ApiTokens tokens, People people) {}

  /**
   * Who and what is there now.
   *
   * @param settings what is in force, secrets masked
   * @param peers the servers of the cluster; empty: it is alone
   */
  public record Present(
      Holders holders,
      TunnelMeters tunnels,
      Supplier<List<Settings>> settings,
      Optional<Peers> peers) {}

  /** Puts it together. */
  public static Router of(Parts parts, Present present, ServerCard card) {
    Router router = new Router(ApiError::failure);
    parts.signIn().routes().addTo(router);
    new Pages(parts.signIn().sessions(), parts.signIn()::hasProviders).addTo(router);
    Callers callers = new Callers(parts.signIn().sessions(), parts.tokens());
    CallRate rate = new CallRate(Ticker.systemTicker());
    new Api(endpoints(parts, present, card), callers, rate).addTo(router);
    return router;
  }

  private static List<Endpoint> endpoints(Parts parts, Present present, ServerCard card) {
    Store store = parts.store();
    LiveEverywhere live =
        new LiveEverywhere(new Live(present.holders(), present.tunnels()), present.peers());
    return Stream.of(
            new OwnApi(store, parts.people(), parts.signIn().sessions(), card).endpoints(),
            new KeysApi(store, parts.people()).endpoints(),
            new LiveApi(live, store, Clock.systemUTC()).endpoints(),
            new PeopleApi(store, parts.people(), parts.signIn().links(), live).endpoints(),
            new AuditApi(store, present.settings()).endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
