package org.ngrokd.server;

import io.netty.util.concurrent.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.admin.Orders;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.handover.HandoverSocket;
import org.ngrokd.server.handover.Inheritance;
import org.ngrokd.server.handover.OwnCommand;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateSeat;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: how it begins, gives its place to another, and ends. {@link #start} returns
 * when it listens; {@link #close} stops it.
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

  /** A 1.7 client waits a second or two, and more when it does not succeed at once. */
  private static final Duration COMEBACK = Duration.ofSeconds(20);

  /** Its names are its node's, and a node that comes at the same address declares it dead. */
  private static final String ONE_OF_SEVERAL =
      "it is one of a cluster, where servers are restarted one after another: clients with two"
          + " homes are at another one before (docs/cluster.md)";

  private static final Logger LOG = LoggerFactory.getLogger(NgrokServer.class);

  private final Core core;
  private final Wings wings;
  private final Observers observers;
  private final Doors doors;
  private final StateSeat seat;
  private final Housekeeping housekeeping;
  private final ActiveRelays relays;
  private final GuardedEventLoops loops;
  private final FloodGuard guard;
  private final BoundListeners bound;
  private final Inheritance from;
  private final Succession succession;
  private volatile Optional<HandoverSocket> handover = Optional.empty();
  private volatile Duration grace = GRACE;
  private volatile boolean isDraining;

  private NgrokServer(
      ServerOptions options, EdgeEvents events, Clock clock, StateSeat seat, Inheritance from) {
    this.from = from;
    this.seat = seat;
    this.bound = new BoundListeners(from.sockets());
    this.core = new Core(options, clock, bound, Wings.isCounted(options));
    this.loops = core.network().loops();
    this.guard = core.network().guard();
    this.relays = core.network().relays();
    this.wings = new Wings(core, clock, () -> isDraining);
    core.live()
        .tell(
            new LiveOptions.Parts(
                guard,
                core.tls(),
                core.people().accounts(),
                core.people()::accountsChanged,
                wings::teams));
    this.housekeeping =
        new Housekeeping(core.tls(), core.names().affinityFile(), guard.descriptors());
    this.observers = Observers.start(options, clock);
    this.doors = new Doors(core, wings, observers, observers.beside(wings.beside(events)));
    this.succession =
        new Succession(
            new Succession.Places(
                bound, doors.ports(), core.network().listeners(), core.names().tunnels()),
            new Succession.Files(
                seat,
                housekeeping,
                core.names().affinityFile(),
                wings::leaveFiles,
                wings::takeFilesBack),
            core.people().holders(),
            relays,
            options.cluster().map(several -> ONE_OF_SEVERAL));
    var unused = succession.yielding().thenRun(this::leavePlace);
  }

  /** What two servers cannot have at once. */
  private void leavePlace() {
    handover.ifPresent(HandoverSocket::close); // or its file would be the successor's
    wings.leavePlace();
  }

  /**
   * Whoever looks after this server may give it orders.
   *
   * @param orders made when somebody gives the first one
   */
  void obey(Supplier<Orders> orders) {
    wings.admin().ifPresent(wing -> wing.obey(orders));
  }

  /** Whoever is told when tunnels and clients come and go. */
  NoticesWing notices() {
    return wings.notices();
  }

  /** The options in force, which may change. */
  LiveOptions live() {
    return core.live();
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
    doors.bindForVisitors();
    expect(from.clients());
    core.names().affinityFile().load();
    wings.startTeams(); // before the first client, whose token is in it
    wings.openCluster();
    core.people().accounts().warnIfOpen();
    wings.joinCluster(doors.ports()); // or the first clients would be refused their names
    doors.openForClients();
    from.moved();
    doors.openForVisitors();
    from.visitors();
    housekeeping.start();
    housekeeping.every(ACCOUNTS_CHECK, this::checkAccounts);
    guard.start(loops.next());
    wings.listen(housekeeping);
    if (Transport.best() == Transport.EPOLL) {
      handover = HandoverSocket.open(core.options().state().directory(), loops, succession);
    }
  }

  private void expect(List<String> names) {
    if (!names.isEmpty()) {
      core.names().tunnels().expect(names);
      var unused =
          loops
              .next()
              .schedule(
                  core.names().tunnels()::expectNobody, COMEBACK.toMillis(), TimeUnit.MILLISECONDS);
    }
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
    return wings.clientConfigLine();
  }

  /** Looks now for a renewed certificate, which otherwise happens every few seconds. */
  public void checkCertificate() {
    housekeeping.checkCertificate();
    wings.lookForCertificates();
  }

  /** Begins files anew that somebody has moved away. */
  public void reopenLogs() {
    observers.reopen();
  }

  /** Looks now for changed accounts, which otherwise happens every few seconds. */
  public void checkAccounts() {
    if (core.people().accounts().check()) {
      core.people().accountsChanged();
    }
  }

  /** Done with the process id of a successor, which waits for what hangs on this. */
  @Override
  public CompletableFuture<Long> yielding() {
    return succession.yielding();
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
   * stay, unless other servers of a cluster have their names as well, and connections that could
   * take more requests end with the one that they have. Then the server is to be closed. Not on an
   * event loop.
   *
   * @param limit the longest wait
   * @return false when something still goes on
   */
  @Override
  public boolean drain(Duration limit) {
    isDraining = true;
    housekeeping.saveAffinity();
    wings.sendClientsAway();
    doors.closeForVisitors();
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

  /** Stops: nobody new is let in, relays get a short grace, remembered URLs are saved. */
  @Override
  public void close() {
    wings.closeNotices();
    handover.ifPresent(HandoverSocket::close);
    bound.close();
    List<Future<?>> closing = new ArrayList<>();
    for (Holder holder : core.people().holders().all()) {
      closing.add(holder.close("The server stops"));
    }
    closing.forEach(holder -> holder.awaitUninterruptibly(GRACE.toMillis()));
    if (!drained(grace)) {
      LOG.info("Cutting {} connections that are still open", relays.count());
    }
    wings.closeAdmin();
    housekeeping.stop();
    wings.close();
    core.people().accounts().close();
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
