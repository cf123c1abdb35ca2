package org.ngrokd.server;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.ngrokd.server.handover.Predecessor;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.pipeline.PublicTcpPorts;
import org.ngrokd.server.state.StateSeat;
import org.ngrokd.server.tunnel.AffinityFile;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running server does when a successor takes its place. Steps are the thread's of the
 * handover.
 */
final class Succession implements Predecessor {
  /** Clients connect, log in and open their tunnels meanwhile; who needs longer reconnects. */
  private static final Duration MOVING = Duration.ofSeconds(8);

  /** To free what a client has. */
  private static final Duration FREEING = Duration.ofSeconds(2);

  /** On these clients come. */
  private static final Set<String> OF_CLIENTS = Set.of("tunnel", SshWing.SSH);

  /** Datagrams cannot be handed over; the successor binds anew where this one has closed. */
  private static final String DNS = "acmeDns";

  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  private final Places places;
  private final Files files;
  private final Holders holders;
  private final ActiveRelays relays;
  private final Set<Holder> moved = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> replaced = new CompletableFuture<>();

  /** Where the server listens. */
  record Places(BoundListeners bound, PublicTcpPorts ports, Listeners listeners) {}

  /**
   * What it writes.
   *
   * @param wings leaves what other parts write, or (false) takes it back
   */
  record Files(
      StateSeat seat, Housekeeping housekeeping, AffinityFile affinity, Runnable leave, Runnable back) {}

  Succession(Places places, Files files, Holders holders, ActiveRelays relays) {
    this.places = places;
    this.files = files;
    this.holders = holders;
    this.relays = relays;
  }

  /** Done when a successor has this server's place, which has only to finish what is open. */
  CompletableFuture<Void> replaced() {
    return replaced;
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
  public void yieldClients() {
    ofClients().forEach(each -> places.listeners().hold(each.channel()));
    files.affinity().save(); // the successor reads it next, and writes it later
  }

  private Stream<BoundListeners.Open> ofClients() {
    return places.bound().open().stream().filter(each -> OF_CLIENTS.contains(each.what()));
  }

  @Override
  public String moveClients() {
    Map<Holder, Future<Boolean>> asked = new ConcurrentHashMap<>();
    holders.all().forEach(each -> asked.put(each, each.move()));
    long until = System.nanoTime() + MOVING.toNanos();
    asked.forEach(
        (holder, moving) -> {
          long left = Math.max(0, Duration.ofNanos(until - System.nanoTime()).toMillis());
          if (moving.awaitUninterruptibly(left) && moving.isSuccess() && moving.getNow()) {
            moved.add(holder);
          }
        });
    return "%d of %d have moved, the others reconnect".formatted(moved.size(), asked.size());
  }

  @Override
  public void yieldVisitors() {
    places.bound().close();
    places.ports().close();
    relays.leave();
    List<Future<?>> closing = new ArrayList<>();
    for (Holder holder : holders.all()) {
      if (!moved.contains(holder)) {
        closing.add(holder.close("Another server takes over"));
      }
    }
    closing.forEach(each -> each.awaitUninterruptibly(FREEING.toMillis()));
    LOG.info("Replaced: finishing what is open");
    replaced.complete(null);
  }

  @Override
  public void resume() {
    moved.clear();
    files.seat().takeBack();
    files.back().run();
    files.housekeeping().takeFiles();
    ofClients().forEach(each -> places.listeners().acceptClients(each.channel()));
  }
}
