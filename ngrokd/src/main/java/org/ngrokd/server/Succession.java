package org.ngrokd.server;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.handover.Predecessor;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.pipeline.PublicTcpPorts;
import org.ngrokd.server.state.StateSeat;
import org.ngrokd.server.tunnel.AffinityFile;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running server does when a successor takes its place. Steps are the thread's of the
 * handover.
 */
final class Succession implements Predecessor {
  /**
   * Clients connect, log in and open their tunnels meanwhile, and visitors who come wait. Who needs
   * longer does it later, or when this server ends.
   */
  private static final Duration MOVING = Duration.ofSeconds(3);

  /** For proxy connections that were asked for: who dials now would get to the successor. */
  private static final Duration PROXIES_COMING = Duration.ofMillis(250);

  /** On these clients come. */
  private static final Set<String> OF_CLIENTS = Set.of("tunnel", SshWing.SSH);

  static final Set<String> OF_VISITORS =
      Set.of(TunnelProtocol.HTTP.wireName(), TunnelProtocol.HTTPS.wireName());

  /** Datagrams cannot be handed over; the successor binds anew where this one has closed. */
  private static final String DNS = "acmeDns";

  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  private final Places places;
  private final Files files;
  private final Holders holders;
  private final ActiveRelays relays;
  private final Optional<String> objection;
  private final CompletableFuture<Long> yielding = new CompletableFuture<>();
  private final CompletableFuture<Long> replaced = new CompletableFuture<>();

  /** Where the server listens. */
  record Places(
      BoundListeners bound, PublicTcpPorts ports, Listeners listeners, TunnelRegistry tunnels) {}

  /**
   * What it writes.
   *
   * @param leave leaves what other parts write to the successor
   * @param back takes it back
   */
  record Files(
      StateSeat seat,
      Housekeeping housekeeping,
      AffinityFile affinity,
      Runnable leave,
      Runnable back) {}

  /**
   * @param objection why there is to be no successor
   */
  Succession(
      Places places,
      Files files,
      Holders holders,
      ActiveRelays relays,
      Optional<String> objection) {
    this.places = places;
    this.files = files;
    this.holders = holders;
    this.relays = relays;
    this.objection = objection;
  }

  /**
   * Done with the process id of a successor, which goes on when all that hangs on this has been
   * done: what the two cannot have at once, and what has to be said before it says that it serves.
   */
  CompletableFuture<Long> yielding() {
    return yielding;
  }

  @Override
  public CompletableFuture<Long> replaced() {
    return replaced;
  }

  @Override
  public Optional<String> objection() {
    return objection;
  }

  @Override
  public List<BoundListeners.Open> sockets() {
    return Stream.concat(
            places.bound().open().stream().filter(each -> !each.what().equals(DNS)),
            places.ports().open().stream())
        .toList();
  }

  @Override
  public void yieldState() {
    files.housekeeping().leaveFiles();
    files.leave().run();
    files.seat().leave();
  }

  @Override
  public List<String> yieldClients() {
    ofVisitors().forEach(each -> places.listeners().holdVisitors(each.channel()));
    LockSupport.parkNanos(PROXIES_COMING.toNanos());
    ofClients().forEach(each -> places.listeners().holdClients(each.channel()));
    files.affinity().save(); // the successor reads it next, and writes it later
    return places.tunnels().keys();
  }

  private Stream<BoundListeners.Open> ofVisitors() {
    return Stream.concat(
        places.bound().open().stream().filter(each -> OF_VISITORS.contains(each.what())),
        places.ports().open().stream());
  }

  private Stream<BoundListeners.Open> ofClients() {
    return places.bound().open().stream().filter(each -> OF_CLIENTS.contains(each.what()));
  }

  @Override
  public String moveClients() {
    List<Future<Boolean>> asked = new ArrayList<>();
    holders.all().forEach(each -> asked.add(move(each)));
    long until = System.nanoTime() + MOVING.toNanos();
    int moved = 0;
    for (Future<Boolean> moving : asked) {
      long left = Math.max(0, Duration.ofNanos(until - System.nanoTime()).toMillis());
      if (moving.awaitUninterruptibly(left) && moving.isSuccess() && moving.getNow()) {
        moved++;
      }
    }
    return "%d of %d have moved, the others reconnect".formatted(moved, asked.size());
  }

  /** Those that cannot are to reconnect at once: their visitors wait for it. */
  private static Future<Boolean> move(Holder holder) {
    return holder
        .move()
        .addListener(
            (Future<Boolean> moved) -> {
              if (moved.isSuccess() && !moved.getNow()) {
                holder.close("Another server takes over").addListener(closed -> {});
              }
            });
  }

  @Override
  public void yieldPlace(long successor) {
    yielding.complete(successor);
    places.bound().close(DNS::equals);
  }

  @Override
  public void replacedBy(long successor) {
    places.bound().close();
    places.ports().close();
    relays.leave();
    LOG.info("Process {} has taken over: finishing what is open here", successor);
    replaced.complete(successor);
  }

  @Override
  public void resume() {
    files.seat().takeBack();
    files.back().run();
    files.housekeeping().takeFiles();
    ofClients().forEach(each -> places.listeners().acceptClients(each.channel()));
    ofVisitors().forEach(each -> places.listeners().accept(each.channel()));
  }
}
