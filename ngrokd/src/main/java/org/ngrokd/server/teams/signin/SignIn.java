package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.util.List;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.measure.CallMeter;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.Store;

/** Puts the room together, and closes it. Safe from any thread. */
public final class SignIn implements AutoCloseable {
  private final Sessions sessions;
  private final SignInLinks links;
  private final SignInRoutes routes;
  private final ProviderThreads threads;
  private final Providers providers;

  private SignIn(
      Sessions sessions,
      SignInLinks links,
      SignInRoutes routes,
      ProviderThreads threads,
      Providers providers) {
    this.providers = providers;
    this.sessions = sessions;
    this.links = links;
    this.routes = routes;
    this.threads = threads;
  }

  /**
   * Everything of it; no provider is asked yet, so that one that is down keeps nothing from
   * starting.
   *
   * @throws UserException when a provider's address is one over which secrets would go in the clear
   */
  public static SignIn open(
      TeamsOptions options, ServerFacts server, Store store, People people, Clock clock) {
    ServerKey key = new ServerKey(store);
    SiteAddress site = server.site();
    Sessions sessions = new Sessions(store, key, site, options.accounts().sessions(), clock);
    SignInLinks links = new SignInLinks(site, clock);
    Sweeper sweeper = new Sweeper(sessions, clock);
    Entrance entrance = new Entrance(store, sessions, sweeper);
    Providers providers = new Providers(site.at(OidcPages.CALLBACK), clock);
    providers.prepare(options.providers()).run();
    ProviderThreads threads = new ProviderThreads();
    DeviceLogin login = new DeviceLogin(clock);
    SignInRoutes routes =
        new SignInRoutes(
            List.of(
                new OidcPages(
                    providers,
                    threads,
                    new Attempts(site, key, store, sweeper, clock),
                    new OidcPages.Door(entrance, people),
                    clock),
                new LinkPages(site, links, entrance, clock),
                new SessionPages(server, store, sessions, providers),
                new DevicePages(server, store, sessions, login, clock),
                new DeviceApi(server, store, login, new DeviceApi.Door(people, sweeper), clock)));
    return new SignIn(sessions, links, routes, threads, providers);
  }

  /**
   * Prepares other providers to be asked, instead of those before.
   *
   * @return what makes it so
   * @throws UserException when an address of one is one over which secrets would go in the clear
   */
  public Runnable prepare(List<TeamsOptions.Provider> others) {
    return providers.prepare(others);
  }

  /** Whether somebody else says who people are. */
  public boolean hasProviders() {
    return !providers.get().isEmpty();
  }

  public Sessions sessions() {
    return sessions;
  }

  public SignInLinks links() {
    return links;
  }

  /** What providers were asked. */
  public CallMeter calls() {
    return providers.calls();
  }

  public SignInRoutes routes() {
    return routes;
  }

  @Override
  public void close() {
    threads.close();
  }
}
