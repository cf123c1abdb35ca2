package org.ngrokd.server;

import io.netty.channel.ChannelHandler;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.BothEvents;
import org.ngrokd.server.edge.CountedVisits;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.OwnFiles;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.ssh.SshContext;
import org.ngrokd.server.ssh.screen.WatchedTunnels;
import org.ngrokd.server.teams.run.Surroundings;
import org.ngrokd.server.teams.run.Teams;
import org.ngrokd.server.teams.site.SiteRouter;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tunnel.TcpPorts;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.streams.net.Transport;

/**
 * What a server has only when it is asked for: of a wing that is off no class is loaded, which is
 * why they are asked for one by one, and not through an interface.
 *
 * <p>Safe from any thread but event loops, for some of it waits.
 */
final class Wings implements AutoCloseable {
  private final Core core;
  private final Optional<CountedVisits> visits;
  private final Optional<WatchedTunnels> watched;
  private final Optional<AcmeWing> acme;
  private final Optional<AdminWing> admin;
  private final NoticesWing notices;
  private final BooleanSupplier isDraining;
  private volatile Optional<Teams> teams = Optional.empty();
  private volatile Optional<SshWing> ssh = Optional.empty();

  /**
   * @param isDraining whether nobody new is taken
   */
  Wings(Core core, Clock clock, BooleanSupplier isDraining) {
    this.core = core;
    this.isDraining = isDraining;
    ServerOptions options = core.options();
    this.visits =
        isCounted(options)
            ? Optional.of(new CountedVisits(core.names().tunnels().meters()))
            : Optional.empty();
    this.watched =
        options.policy().ssh().isOn() ? Optional.of(new WatchedTunnels()) : Optional.empty();
    this.notices =
        new NoticesWing(options.domain(), core.names().tunnels(), core.people().holders());
    this.acme =
        options.tls().acme().isPresent()
            ? Optional.of(
                AcmeWing.of(options, core.tls(), core.names().tunnels(), core.cluster(), clock))
            : Optional.empty();
    this.admin =
        options.state().hasAdminSocket() ? Optional.of(adminWing(isDraining)) : Optional.empty();
  }

  /** Whether somebody wants to know what passes through each tunnel. */
  static boolean isCounted(ServerOptions options) {
    return options.teams().isPresent() || options.state().hasAdminSocket();
  }

  private AdminWing adminWing(BooleanSupplier isDraining) {
    return new AdminWing(
        core.options(),
        new AdminWing.Shared(
            new AdminWing.Present(
                core.people().holders(), core.names().tunnels().meters(), visits.orElseThrow()),
            core.network().guard(),
            core.limits(),
            core.network().bound(),
            isDraining,
            peers()));
  }

  private Optional<Peers> peers() {
    return core.cluster().isPresent()
        ? Optional.of(core.cluster().get().peers())
        : Optional.empty();
  }

  /** Those who listen to what visitors do, and these. */
  EdgeEvents beside(EdgeEvents others) {
    EdgeEvents all = visits.isPresent() ? BothEvents.of(others, visits.get()) : others;
    return watched.isPresent() ? BothEvents.of(all, watched.get()) : all;
  }

  /** Accounts in a database, which have to be there before the first client. */
  void startTeams() {
    if (core.options().teams().isPresent()) {
      teams = Optional.of(Teams.start(core.options().teams().get(), surroundings()));
    }
  }

  /** What several servers agree by, which has to be there before the first client, too. */
  void openCluster() {
    if (core.cluster().isPresent()) { // or the class would be loaded for it
      core.cluster().get().open(core, isDraining);
    }
  }

  /**
   * From now on it is one of several.
   *
   * @param own the ports of its own tcp tunnels
   */
  void joinCluster(TcpPorts own) {
    if (core.cluster().isPresent()) {
      core.cluster().get().join(core.network().bound(), own);
    }
  }

  /** The ports of tcp tunnels, of which other servers of a cluster have some. */
  TcpPorts ports(TcpPorts own) {
    return core.cluster().isPresent() ? core.cluster().get().ports() : own;
  }

  /** Where else clients may have their names; empty: one server alone. */
  Optional<Supplier<Homes>> homes() {
    return core.cluster().isPresent() ? Optional.of(core.cluster().get()::homes) : Optional.empty();
  }

  /** Clients that can are to go to other servers; waits a little for them. */
  void sendClientsAway() {
    if (core.cluster().isPresent()) {
      core.cluster().get().sendAway(core.people().holders().all());
    }
  }

  /** Clients that come by ssh. */
  void startSsh(TunnelOpener opener) {
    if (core.options().policy().ssh().isOn()) {
      Core.Network network = core.network();
      ssh =
          Optional.of(
              SshWing.start(
                  core.options(),
                  new SshWing.Shared(
                      new SshContext.People(core.people().accounts(), core.people().holders()),
                      opener,
                      network.guard(),
                      new SshContext.Visitors(network.relays(), watched.orElseThrow())),
                  new SshWing.Place(network.bound(), network.listeners(), network.loops()),
                  teams));
    }
  }

  /** What is asked of others, and what others ask of the server: when it listens. */
  void listen(Housekeeping housekeeping) {
    Core.Network network = core.network();
    if (acme.isPresent()) {
      acme.get().listen(core.options(), network.bound(), network.listeners(), network.guard());
      acme.get().begin(housekeeping);
    }
    if (admin.isPresent()) {
      admin.get().listen(network.loops().next());
    }
  }

  private Surroundings surroundings() {
    ServerOptions options = core.options();
    LiveOptions live = core.live();
    Core.People people = core.people();
    Map<TunnelProtocol, String> bases = core.bases();
    return new Surroundings(
        new Surroundings.Place(
            options.domain(),
            options.state().directory(),
            this::isKnownToBrowsers,
            core::tunnelAddr,
            this::clientConfigLine,
            live::trustedProxies),
        new Surroundings.Access(
            people.accounts(),
            people.meters(),
            live::tcpPorts,
            people::accountsChanged,
            () -> ssh.map(SshWing::facts)),
        new Surroundings.Names(
            core.names().claimed(),
            Optional.ofNullable(bases.get(TunnelProtocol.HTTP)),
            Optional.ofNullable(bases.get(TunnelProtocol.HTTPS))),
        new SiteRouter.Present(
            people.holders(),
            core.names().tunnels().meters(),
            () -> SettingsInForce.of(live.now()),
            peers()),
        new Surroundings.Sockets(Transport.best(), core.network().guard().memory().budget()));
  }

  private boolean isKnownToBrowsers(String host) {
    return core.tls().isKnownToBrowsers(host)
        || (acme.isPresent() && acme.get().isKnownToBrowsers(host));
  }

  /** For every name that visitors and clients ask for. */
  Certificates certificates() {
    return acme.isPresent() ? acme.get().certificates() : core.tls();
  }

  /** Paths of public names that the server answers itself. */
  OwnFiles files() {
    return acme.isPresent() ? acme.get().files() : OwnFiles.NONE;
  }

  /** The line that a client's config needs to trust this server. */
  String clientConfigLine() {
    Optional<String> fromCa = acme.isPresent() ? acme.get().clientConfigLine() : Optional.empty();
    return fromCa.orElseGet(core.tls()::clientConfigLine);
  }

  /** What is wrong with the certificate of the domain. */
  Optional<String> certificateTrouble() {
    boolean isOfCa = acme.isPresent() && acme.get().hasDomain();
    return isOfCa ? Optional.empty() : core.tls().trouble();
  }

  /** Looks for renewed certificates now. */
  void lookForCertificates() {
    if (acme.isPresent()) {
      acme.get().look();
    }
  }

  Optional<Teams> teams() {
    return teams;
  }

  /** For a connection of which the first bytes were ssh's; empty where nobody comes by it. */
  Optional<ChannelHandler> sshPipeline() {
    return ssh.map(SshWing::pipeline);
  }

  Optional<AdminWing> admin() {
    return admin;
  }

  NoticesWing notices() {
    return notices;
  }

  /** A successor has come: leaves to it what two servers cannot have at once. */
  void leavePlace() {
    closeAdmin(); // or its file would be the successor's
    closeNotices(); // what moves to the successor does not go
    closeAcme();
  }

  /** Leaves what they write to a successor. */
  void leaveFiles() {
    if (teams.isPresent()) {
      teams.get().leave();
    }
  }

  /** There is no successor after all. */
  void takeFilesBack() {
    if (teams.isPresent()) {
      teams.get().takeBack();
    }
  }

  /** Nobody is told any more that somebody goes: all do. */
  void closeNotices() {
    notices.close();
  }

  /** Nobody looks after this server any more. */
  void closeAdmin() {
    admin.ifPresent(AdminWing::close);
  }

  private void closeAcme() {
    if (acme.isPresent()) {
      acme.get().close();
    }
  }

  /** The rest, when no client is there any more. */
  @Override
  public void close() {
    closeAcme();
    if (ssh.isPresent()) { // or the class would be loaded for it
      ssh.get().close();
    }
    if (core.cluster().isPresent()) {
      core.cluster().get().close();
    }
    if (teams.isPresent()) {
      teams.get().close();
    }
  }
}
