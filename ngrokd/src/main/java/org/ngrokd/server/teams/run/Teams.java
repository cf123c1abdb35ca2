package org.ngrokd.server.teams.run;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.kit.web.Router;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.measure.CallMeter;
import org.ngrokd.server.ssh.hostkeys.HostKeyPlace;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.ApiTokens;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.accounts.TeamAccounts;
import org.ngrokd.server.teams.signin.ServerFacts;
import org.ngrokd.server.teams.signin.SignIn;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.server.teams.site.ServerCard;
import org.ngrokd.server.teams.site.Site;
import org.ngrokd.server.teams.site.SiteRouter;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.streams.net.Localhost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts in a database, signing in, and the server's own pages: started and stopped together.
 * Safe from any thread but event loops, which starting and stopping wait for.
 */
public final class Teams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Teams.class);

  private final Store store;
  private final TeamAccounts accounts;
  private final SignIn signIn;
  private final Site site;

  private Teams(Store store, TeamAccounts accounts, SignIn signIn, Site site) {
    this.store = store;
    this.accounts = accounts;
    this.signIn = signIn;
    this.site = site;
  }

  /**
   * Starts all of it: from then on clients come in with tokens of the database, and visitors find
   * the pages at the domain's own name.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot run as asked
   */
  public static Teams start(TeamsOptions options, Surroundings with) {
    SiteAddress address =
        SiteAddress.of(
            options.accounts(), with.place().domain(), with.names().http(), with.names().https());
    Store store = Store.serve(options.database(), with.place().state().directory("accounts"));
    try {
      return start(options, with, address, store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static Teams start(
      TeamsOptions options, Surroundings with, SiteAddress address, Store store) {
    Surroundings.Access access = with.access();
    ServerCard card = new ServerCard(options.accounts(), address, facts(with), access.ssh());
    TeamAccounts accounts =
        new TeamAccounts(
            store, options.accounts(), access.sources(), access.meters(), Clock.systemUTC());
    People people =
        new People(
            options.accounts(),
            new NameRules(with.place().domain(), access.tcpPorts(), access.sources().ofFile()),
            Clock.systemUTC());
    ServerFacts facts = new ServerFacts(address, card::url, with.place().tunnelAddr());
    SignIn signIn = SignIn.open(options, facts, store, people, Clock.systemUTC());
    Router router =
        SiteRouter.of(
            new SiteRouter.Parts(store, signIn, new ApiTokens(accounts), people),
            with.present(),
            card);
    Site site = site(address, router, with);
    accounts.onChange(access.changed());
    access.sources().add(accounts, accounts);
    serve(with, address, site);
    return new Teams(store, accounts, signIn, site);
  }

  /**
   * Prepares other providers to be asked who somebody is.
   *
   * @return what makes it so
   * @throws org.ngrokd.kit.cli.UserException when one is wrong
   */
  public Runnable prepare(List<TeamsOptions.Provider> providers) {
    return signIn.prepare(providers);
  }

  /** Lets another server have the embedded database beside this one, which goes on asking it. */
  public void leave() {
    store.leave();
  }

  /** The other server is gone. */
  public void takeBack() {
    store.takeBack();
  }

  /** Where the host keys are kept: with the accounts, so that all servers of them have the same. */
  public HostKeyPlace hostKeys() {
    return new StorePlace(store);
  }

  /** What the database was asked. */
  public CallMeter databaseCalls() {
    return store.calls();
  }

  /** What providers were asked by whom people sign in. */
  public CallMeter providerCalls() {
    return signIn.calls();
  }

  /** Why the database gives no answers now; empty while it does. */
  public Optional<String> trouble() {
    return store.trouble();
  }

  private static Site site(SiteAddress address, Router router, Surroundings with) {
    String host = address.url().getHost();
    Site.Place place =
        new Site.Place(
            address,
            () -> with.names().https().isPresent() && with.place().isKnownToBrowsers().test(host),
            with.place().state(),
            with.place().trustedProxies());
    tell(address, place, with);
    return Site.start(place, router, with.sockets().budget(), with.sockets().transport());
  }

  private static ServerCard.Facts facts(Surroundings with) {
    return new ServerCard.Facts(
        with.place().domain(),
        with.names().http(),
        with.names().https(),
        with.place().tunnelAddr(),
        with.place().clientConfigLine());
  }

  /** The domain's own name is nobody's tunnel, also where the pages have another one. */
  private static void serve(Surroundings with, SiteAddress address, Site site) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(address.url().getHost().toLowerCase(Locale.ROOT));
    hosts.add(with.place().domain());
    for (String host : hosts) {
      with.names().http().ifPresent(base -> serve(with, TunnelProtocol.HTTP, host, base, site));
      with.names().https().ifPresent(base -> serve(with, TunnelProtocol.HTTPS, host, base, site));
    }
  }

  private static void serve(
      Surroundings with, TunnelProtocol protocol, String host, String base, Site site) {
    int colon = base.lastIndexOf(':');
    String authority = host + (colon < 0 ? "" : base.substring(colon));
    with.names().claimed().serveOwn(new PublicUrl(protocol, authority), site.source());
  }

  private static void tell(SiteAddress address, Site.Place place, Surroundings with) {
    LOG.info("The dashboard is at {}", address.url());
    if (Localhost.isName(address.url().getHost())) {
      return;
    }
    if (with.names().https().isEmpty()) {
      LOG.warn(
          "The dashboard at {} needs https, which is not served here: put a proxy in front that"
              + " serves it (-trustedProxies), or set -httpsAddr",
          address.url());
    } else if (!place.isKnownToBrowsers().getAsBoolean()) {
      LOG.warn(
          "Browsers do not know the certificate of {} and will warn of it, so visitors by http are"
              + " not led there; -tlsCrt and -tlsKey of a public CA end that",
          address.url());
    }
  }

  @Override
  public void close() {
    site.close();
    signIn.close();
    accounts.close();
    store.close();
  }
}
