package org.ngrokd.server.teams.signin;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.measure.CallMeter;
import org.ngrokd.server.teams.TeamsOptions;

/**
 * Who is asked who somebody is; may change while the server runs. Who is on the way to a provider
 * that is there no more has to begin again. Safe from any thread.
 */
final class Providers implements Supplier<List<OpenIdProvider>> {
  private final Fetch fetch = new Fetch();
  private final URI callback;
  private final Clock clock;
  private volatile List<OpenIdProvider> now = List.of();

  /**
   * @param callback where they send people back to
   */
  Providers(URI callback, Clock clock) {
    this.callback = callback;
    this.clock = clock;
  }

  @Override
  public List<OpenIdProvider> get() {
    return now;
  }

  /** What all of them were asked. */
  CallMeter calls() {
    return fetch.calls();
  }

  /**
   * Prepares others; none is asked yet, so that one that is down keeps nothing from starting.
   *
   * @return what makes them be asked from then on
   * @throws UserException when an address is one over which secrets would go in the clear
   */
  Runnable prepare(List<TeamsOptions.Provider> options) {
    options.forEach(Providers::check);
    List<OpenIdProvider> made =
        options.stream().map(each -> new OpenIdProvider(each, callback, fetch, clock)).toList();
    return () -> now = made;
  }

  private static void check(TeamsOptions.Provider provider) {
    if (!Fetch.isSafe(provider.issuer())) {
      throw new UserException(
          "oidc: issuer of "
              + provider.id()
              + " is '"
              + provider.issuer()
              + "'; expected an address of https: the client's secret goes there (http only for"
              + " localhost)");
    }
  }
}
