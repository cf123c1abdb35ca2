package org.ngrokd.server;

import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.admin.Orders;
import org.ngrokd.server.control.ClientIds;
import org.ngrokd.server.control.ControlContext;
import org.ngrokd.server.control.ControlRegistry;
import org.ngrokd.server.control.Dismissals;
import org.ngrokd.server.control.Identities;
import org.ngrokd.server.control.Refusals;
import org.ngrokd.server.edge.BothEvents;
import org.ngrokd.server.edge.CountedVisits;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.OwnFiles;
import org.ngrokd.server.handover.HandoverSocket;
import org.ngrokd.server.handover.Inheritance;
import org.ngrokd.server.handover.OwnCommand;
import org.ngrokd.server.limits.Descriptors;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.ListenerSource;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.pipeline.PublicHttpPipeline;
import org.ngrokd.server.pipeline.PublicTcpPorts;
import org.ngrokd.server.pipeline.SshBesideTls;
import org.ngrokd.server.pipeline.TunnelPipeline;
import org.ngrokd.server.proxy.MuxAllowance;
import org.ngrokd.server.ssh.SshContext;
import org.ngrokd.server.ssh.screen.WatchedTunnels;
import org.ngrokd.server.state.ClientIdKey;
import org.ngrokd.server.state.StateSeat;
import org.ngrokd.server.teams.run.Surroundings;
import org.ngrokd.server.teams.run.Teams;
import org.ngrokd.server.teams.site.SiteRouter;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.server.tunnel.AffinityCache;
import org.ngrokd.server.tunnel.AffinityFile;
import org.ngrokd.server.tunnel.ClaimedNames;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.LocalDirectory;
import org.ngrokd.server.tunnel.TcpPortRules;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.server.tunnel.UrlAssigner;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. {@link #start} returns when it listens; {@link #close} stops it.
 *
 * <p>Safe from any thread but its own event loops, which {@link #close} waits for.
 */
public final class NgrokServer implements AutoCloseable, Ending.Running {
  /** How long relays may go on after the server was told to stop. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /**
   * How long an event loop with nothing left to do waits for what the others still send it: the two
   * ends of a relay may be on different ones.
   */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration ACCOUNTS_CHECK = Duration.ofSeconds(1);

  /**
   * As many as there are event loops, so that each has one at hand; more would only cost memory.
   */
  private static final int MUX_CONNECTIONS =
      Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

  /** A 1.7 client waits a second or two, and more when it does not succeed at once. */
  private static final Duration COMEBACK = Duration.ofSeconds(20);

  /** A monitoring system needs one at a time. */
  private static final int METRICS_CONNECTIONS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(NgrokServer.class);

  private final ServerOptions options;
  private final LiveOptions live;
  private final EdgeEvents events;
  private final Observers observers;
  private final StateSeat seat;
  private final ServerTls tls;
  private final Meters meters;
  private final AccountSources accounts;
  private final AffinityFile affinityFile;
  private final TunnelRegistry tunnels;
  private final Holders holders = new Holders();
  private final AffinityCache affinity = new AffinityCache();
  private final ActiveRelays relays = new ActiveRelays();
  private final LimitCounters limits = new LimitCounters();
  private final GuardedEventLoops loops;
  private final FloodGuard guard;
  private final Listeners listeners;
  private final Housekeeping housekeeping;
  private final ClaimedNames names;
  private final BoundListeners bound;
  private final PublicTcpPorts ports;
  private final Inheritance from;
  private final Succession succession;
  private volatile Optional<HandoverSocket> handover = Optional.empty();
  private volatile Duration grace = GRACE;
  private volatile Optional<Teams> teams = Optional.empty();
  private final Optional<CountedVisits> visits;
  private final Optional<WatchedTunnels> watched;
  private final Optional<AcmeWing> acme;
  private volatile Optional<SshWing> ssh = Optional.empty();
  private final Optional<AdminWing> admin;
  private final NoticesWing notices;
  private volatile boolean isDraining;

  private NgrokServer(
      ServerOptions options, EdgeEvents events, Clock clock, StateSeat seat, Inheritance from) {
    this.options = options;
    this.live = new LiveOptions(options);
    this.from = from;
    this.bound = new BoundListeners(from.sockets());
    boolean isCounted = options.teams().isPresent() || options.state().hasAdminSocket();
    this.tunnels = isCounted ? TunnelRegistry.metered() : new TunnelRegistry();
    this.visits = isCounted ? Optional.of(new CountedVisits(tunnels.meters())) : Optional.empty();
    EdgeEvents told = visits.isPresent() ? BothEvents.of(events, visits.get()) : events;
    this.watched =
        options.policy().ssh().isOn() ? Optional.of(new WatchedTunnels()) : Optional.empty();
    this.notices = new NoticesWing(options.domain(), tunnels, holders);
    this.seat = seat;
    this.names = new ClaimedNames(new LocalDirectory(), tunnels);
    this.meters = new Meters(Ticker.systemTicker(), limits);
    this.accounts = new AccountSources(options.policy().access(), meters);
    this.tls = CertificateChoice.of(options, clock);
    this.acme =
        options.tls().acme().isPresent()
            ? Optional.of(AcmeWing.of(options, tls, tunnels, clock))
            : Optional.empty();
    this.affinityFile =
        new AffinityFile(
            options
                .state()
                .affinityFile()
                .orElseGet(() -> options.state().directory().file("affinity.tsv")),
            affinity);
    Transport transport = Transport.best();
    this.loops = transport.eventLoops("ngrokd", Runtime.getRuntime().availableProcessors());
    this.guard =
        new FloodGuard(
            options.policy().floods(),
            options.policy().edge().forwarding().trustedProxies(),
            limits,
            Descriptors.ofProcess());
    this.admin =
        options.state().hasAdminSocket() ? Optional.of(adminWing(options)) : Optional.empty();
    this.listeners = new Listeners(transport, loops, guard, live::headers);
    live.tell(new LiveOptions.Parts(guard, tls, accounts, this::accountsChanged, () -> teams));
    this.housekeeping = new Housekeeping(tls, affinityFile, guard.descriptors());
    this.observers = Observers.start(options, clock);
    this.events = observers.beside(watched.isPresent() ? BothEvents.of(told, watched.get()) : told);
    this.ports = new PublicTcpPorts(listeners, bound, options.addresses().tcpHost(), edge().tcp());
    this.succession =
        new Succession(
            new Succession.Places(bound, ports, listeners, tunnels),
            new Succession.Files(
                seat, housekeeping, affinityFile, this::leaveWings, this::takeWingsBack),
            holders,
            relays);
    var unused = succession.replaced().thenRun(this::leavePlace);
  }

  /** What two servers cannot have at once. */
  private void leavePlace() {
    handover.ifPresent(HandoverSocket::close); // or its file would be the successor's
    admin.ifPresent(AdminWing::close);
    notices.close(); // what moves to the successor does not go
    if (acme.isPresent()) {
      acme.get().close();
    }
  }

  private AdminWing adminWing(ServerOptions given) {
    return new AdminWing(
        given,
        new AdminWing.Shared(
            new AdminWing.Present(holders, tunnels.meters(), visits.orElseThrow()),
            guard,
            limits,
            bound,
            () -> isDraining));
  }

  /**
   * Whoever looks after this server may give it orders.
   *
   * @param orders made when somebody gives the first one
   */
  void obey(Supplier<Orders> orders) {
    admin.ifPresent(wing -> wing.obey(orders));
  }

  /** Whoever is told when tunnels and clients come and go. */
  NoticesWing notices() {
    return notices;
  }

  /** The options in force, which may change. */
  LiveOptions live() {
    return live;
  }

  /**
   * Starts a server whose visitors nobody listens to.
   *
   * @throws UserException as below
   */
  public static NgrokServer start(ServerOptions options) {
    return start(options, EdgeEvents.NONE);
  }

  /**
   * Starts a server.
   *
   * @param events hears what visitors do
   * @throws UserException when it cannot run as asked: a port in use, an unreadable key, another
   *     server in its state directory
   */
  public static NgrokServer start(ServerOptions options, EdgeEvents events) {
    return start(options, events, Inheritance.none());
  }

  /**
   * Starts a server in the place of another, or with sockets that are open.
   *
   * @param events hears what visitors do
   * @param from is closed when this is done
   * @throws UserException as above; then whoever had the place goes on
   */
  public static NgrokServer start(ServerOptions options, EdgeEvents events, Inheritance from) {
    options.state().directory().create();
    try (from) {
      from.state();
      StateSeat seat = StateSeat.in(options.state().directory());
      NgrokServer server;
      try {
        server = new NgrokServer(options, events, Clock.systemUTC(), seat, from);
      } catch (RuntimeException e) {
        seat.close();
        throw e;
      }
      try {
        server.listen();
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
      return server;
    }
  }

  private void listen() {
    options
        .addresses()
        .http()
        .ifPresent(
            at -> listen(TunnelProtocol.HTTP, at, PublicHttpPipeline.http(edge(), strangers())));
    options.addresses().https().ifPresent(at -> listen(TunnelProtocol.HTTPS, at, https()));
    expect(from.clients());
    affinityFile.load();
    listenForClients();
    from.moved();
    bound.open().stream()
        .filter(each -> Succession.OF_VISITORS.contains(each.what()))
        .forEach(each -> listeners.accept(each.channel()));
    from.visitors();
    housekeeping.start();
    housekeeping.every(ACCOUNTS_CHECK, this::checkAccounts);
    guard.start(loops.next());
    if (acme.isPresent()) {
      acme.get().listen(options, bound, listeners, guard);
      acme.get().begin(housekeeping);
    }
    if (Transport.best() == Transport.EPOLL) {
      handover = HandoverSocket.open(options.state().directory(), loops, succession);
    }
    if (admin.isPresent()) {
      admin.get().listen(loops.next());
    }
  }

  private void expect(List<String> names) {
    if (!names.isEmpty()) {
      tunnels.expect(names);
      var unused =
          loops.next().schedule(tunnels::expectNobody, COMEBACK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Nobody is accepted yet. */
  private void listen(TunnelProtocol protocol, HostAndPort at, ChannelHandler pipeline) {
    ListenerSource source = bound.at(protocol.wireName(), at);
    bound.add(protocol.wireName(), source, listeners.visitorsLater(source, pipeline));
  }

  private void listenForClients() {
    if (options.teams().isPresent()) { // or nothing of it is loaded
      teams = Optional.of(Teams.start(options.teams().get(), surroundings()));
    }
    accounts.warnIfOpen();
    TunnelOpener opener = opener();
    if (options.policy().ssh().isOn()) { // or nothing of it is loaded
      ssh =
          Optional.of(
              SshWing.start(
                  options,
                  new SshWing.Shared(
                      new SshContext.People(accounts, holders),
                      opener,
                      guard,
                      new SshContext.Visitors(relays, watched.orElseThrow())),
                  new SshWing.Place(bound, listeners, loops),
                  teams));
    }
    ListenerSource source = bound.at("tunnel", options.addresses().tunnel());
    TunnelPipeline pipeline = new TunnelPipeline(shown(), services(opener), guard.memory());
    bound.add("tunnel", source, listeners.clients(source, pipeline));
    options
        .addresses()
        .metrics()
        .map(at -> bound.at("metrics", at))
        .ifPresent(this::listenForMetrics);
  }

  /** For visitors, and where it is wanted so for clients that come by ssh to the same port. */
  private ChannelHandler https() {
    ChannelHandler visitors = PublicHttpPipeline.https(shown(), edge(), strangers());
    return options.policy().ssh().onHttps()
        ? new SshBesideTls(() -> ssh.map(SshWing::pipeline), guard.clients(), visitors)
        : visitors;
  }

  private boolean isKnownToBrowsers(String host) {
    return tls.isKnownToBrowsers(host) || (acme.isPresent() && acme.get().isKnownToBrowsers(host));
  }

  private Certificates shown() {
    return acme.isPresent() ? acme.get().certificates() : tls;
  }

  private Surroundings surroundings() {
    Map<TunnelProtocol, String> bases = bases();
    return new Surroundings(
        new Surroundings.Place(
            options.domain(),
            options.state().directory(),
            this::isKnownToBrowsers,
            this::tunnelAddr,
            this::clientConfigLine,
            live::trustedProxies),
        new Surroundings.Access(
            accounts, meters, live::tcpPorts, this::accountsChanged, () -> ssh.map(SshWing::facts)),
        new Surroundings.Names(
            names,
            Optional.ofNullable(bases.get(TunnelProtocol.HTTP)),
            Optional.ofNullable(bases.get(TunnelProtocol.HTTPS))),
        new SiteRouter.Present(holders, tunnels.meters(), () -> SettingsInForce.of(live.now())),
        new Surroundings.Sockets(Transport.best(), guard.memory().budget()));
  }

  private String tunnelAddr() {
    HostAndPort tunnel = bound.address("tunnel").orElse(options.addresses().tunnel());
    int port = tunnel.port();
    return options.domain() + ":" + port;
  }

  private void listenForMetrics(ListenerSource source) {
    MetricsWing wing =
        new MetricsWing(new MetricsWing.Counted(limits, guard, tunnels, relays, loops))
            .with(options, bound)
            .with(shown(), this::certificateTrouble)
            .with(observers);
    if (teams.isPresent()) { // or the class would be loaded for it
      wing.with(teams.get());
    }
    bound.add("metrics", source, listeners.own(source, METRICS_CONNECTIONS, wing.pipeline()));
  }

  private Optional<String> certificateTrouble() {
    boolean isOfCa = acme.isPresent() && acme.get().hasDomain();
    return isOfCa ? Optional.empty() : tls.trouble();
  }

  private Map<TunnelProtocol, String> bases() {
    return bound.bases(options.domain(), options.addresses().vhost());
  }

  private TunnelOpener opener() {
    UrlAssigner urls =
        new UrlAssigner(
            options.domain(), bases(), affinity, () -> ThreadLocalRandom.current().nextInt());
    TcpPortRules portRules = new TcpPortRules(live::tcpPorts, bound::hasPort);
    return new TunnelOpener(names, urls, ports, portRules, limits);
  }

  private ControlContext services(TunnelOpener opener) {
    byte[] key = ClientIdKey.load(options.state().directory(), ClientIds.KEY_BYTES);
    return new ControlContext(
        new ControlRegistry(),
        holders,
        new Identities(accounts, new ClientIds(key)),
        opener,
        new Refusals(Ticker.systemTicker()),
        guard.clients(),
        guard.tunnels(),
        new Dismissals(Ticker.systemTicker()),
        mux());
  }

  private Optional<MuxAllowance> mux() {
    return options.policy().mux()
        ? Optional.of(
            new MuxAllowance(
                MUX_CONNECTIONS, WindowBudget.of(guard.memory().budget()), observers.mux()))
        : Optional.empty();
  }

  private FailureHandler.News strangers() {
    return guard.visitors().reports().news();
  }

  private EdgeContext edge() {
    return new EdgeContext(
        tunnels,
        relays,
        live::edge,
        limits,
        guard.memory(),
        guard.reports(),
        events,
        acme.isPresent() ? acme.get().files() : OwnFiles.NONE);
  }

  /**
   * Where the server really listens.
   *
   * @param what "http", "https", "tunnel", "ssh" or "metrics"
   */
  public Optional<HostAndPort> address(String what) {
    return bound.address(what);
  }

  /** What its connections run on. */
  GuardedEventLoops loops() {
    return loops;
  }

  /** What keeps floods out, and knows how many there are of everything. */
  FloodGuard guard() {
    return guard;
  }

  /** The line that a client's config needs to trust this server. */
  public String clientConfigLine() {
    Optional<String> fromCa = acme.isPresent() ? acme.get().clientConfigLine() : Optional.empty();
    return fromCa.orElseGet(tls::clientConfigLine);
  }

  /** Looks now for a renewed certificate, which otherwise happens every few seconds. */
  public void checkCertificate() {
    housekeeping.checkCertificate();
    if (acme.isPresent()) {
      acme.get().look();
    }
  }

  /** Begins files anew that somebody has moved away. */
  public void reopenLogs() {
    observers.reopen();
  }

  /** Looks now for changed accounts, which otherwise happens every few seconds. */
  public void checkAccounts() {
    if (accounts.check()) {
      accountsChanged();
    }
  }

  private void accountsChanged() {
    holders.all().forEach(Holder::accountsChanged);
  }

  /**
   * Done with the process id of a successor when that has this server's place: what is open here
   * may end, {@link #finish}, and then this server is to be closed.
   */
  @Override
  public CompletableFuture<Long> replaced() {
    return succession.replaced();
  }

  /** How a successor is started when one is asked for; otherwise it has to be started outside. */
  public void successorsBy(OwnCommand command) {
    handover.ifPresent(socket -> socket.successorsBy(command));
  }

  /**
   * Lets no visitor in any more, and waits until all that visitors have asked for is done; clients
   * stay, and connections that could take more requests end with the one that they have. Then the
   * server is to be closed. Not on an event loop.
   *
   * @param limit the longest wait
   * @return false when something still goes on
   */
  @Override
  public boolean drain(Duration limit) {
    isDraining = true;
    housekeeping.saveAffinity();
    bound.close(Succession.OF_VISITORS::contains);
    ports.close();
    relays.leave();
    boolean isDone = drained(limit);
    grace = Duration.ZERO; // they had it
    return isDone;
  }

  /**
   * Waits, after a successor has come, until the last visitor is gone: also those who are silent,
   * whose next request is still answered. Not on an event loop.
   *
   * @param limit the longest wait
   * @return false when somebody is still there
   */
  @Override
  public boolean finish(Duration limit) {
    return guard.visitors().awaitNobody(limit);
  }

  private void leaveWings() {
    if (teams.isPresent()) {
      teams.get().leave();
    }
  }

  private void takeWingsBack() {
    if (teams.isPresent()) {
      teams.get().takeBack();
    }
  }

  /** Stops: nobody new is let in, relays get a short grace, remembered URLs are saved. */
  @Override
  public void close() {
    notices.close();
    handover.ifPresent(HandoverSocket::close);
    bound.close();
    List<Future<?>> closing = new ArrayList<>();
    for (Holder holder : holders.all()) {
      closing.add(holder.close("The server stops"));
    }
    closing.forEach(holder -> holder.awaitUninterruptibly(GRACE.toMillis()));
    if (!drained(grace)) {
      LOG.info("Cutting {} connections that are still open", relays.count());
    }
    admin.ifPresent(AdminWing::close);
    housekeeping.stop();
    if (acme.isPresent()) {
      acme.get().close();
    }
    if (ssh.isPresent()) { // or the class would be loaded for it
      ssh.get().close();
    }
    if (teams.isPresent()) {
      teams.get().close();
    }
    accounts.close();
    loops
        .shutdownGracefully(QUIET.toMillis(), GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * GRACE.toMillis());
    observers.close();
    seat.close();
    LOG.info("Stopped");
  }

  private boolean drained(Duration limit) {
    try {
      return relays.drain(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
