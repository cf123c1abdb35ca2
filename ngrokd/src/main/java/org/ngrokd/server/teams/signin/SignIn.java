package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.util.List;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Store;

/** Puts the room together, and closes it. Safe from any thread. */
public final class SignIn implements AutoCloseable {
  private final Sessions sessions;
  private final SignInLinks links;
  private final SignInRoutes routes;

  private SignIn(Sessions sessions, SignInLinks links, SignInRoutes routes) {
    this.sessions = sessions;
    this.links = links;
    this.routes = routes;
  }

  /** Everything of it; no provider is asked yet, so that one that is down keeps nothing. */
  public static SignIn open(
      TeamsOptions options, SiteAddress site, Store store, Clock clock) {
    Sessions sessions =
        new Sessions(store, new ServerKey(store), site, options.accounts().sessions(), clock);
    return new SignIn(sessions, new SignInLinks(site, clock), new SignInRoutes(List.of()));
  }

  public Sessions sessions() {
    return sessions;
  }

  public SignInLinks links() {
    return links;
  }

  public SignInRoutes routes() {
    return routes;
  }

  @Override
  public void close() {}
}
