package org.ngrokd.client.service;

import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.http.HeadChanges;
import org.ngrokd.client.http.HeadRewriting;
import org.ngrokd.client.paths.PathEnd;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What is behind one protocol of a tunnel, one local service or several: dials it for visitors and
 * joins the two. Any thread.
 */
public final class LocalService {
  private final Target target;
  private final Optional<Targets> targets;
  private final VisitObserver.Service identity;
  private final TunnelConfig.Options options;
  private final Reception reception;
  private final Optional<HeadChanges> changes;

  /** Who and what a visitor of the service meets. */
  record Reception(OwnReplies replies, Admission admission, LocalServices.Onlookers onlookers) {}

  /**
   * @param target gets what no path leads elsewhere
   * @param targets where paths do
   */
  LocalService(
      Target target,
      Optional<Targets> targets,
      VisitObserver.Service identity,
      TunnelConfig.Options options,
      Reception reception) {
    this.target = target;
    this.targets = targets;
    this.identity = identity;
    this.options = options;
    this.reception = reception;
    this.changes = isHttp() ? HeadChanges.of(options.http(), target.address()) : Optional.empty();
  }

  private boolean isHttp() {
    return Protocols.isHttp(identity.protocol());
  }

  /** Joins a visitor with the service, or tells the visitor that it is down. */
  public void serve(Visit visit) {
    // First, for an observer knows an end of its own only as it was made.
    Visit watched = visit.with(reception.onlookers().observer().watch(identity, visit));
    VisitMemory memory = reception.onlookers().memory().begin(watched, identity.tunnel());
    serveWatched(watched.with(memory.visitor()), memory);
  }

  private void serveWatched(Visit visit, VisitMemory memory) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PRV).ownedBy(visit.url());
    log.debug("New connection from {} to {}", visit.clientAddr(), target.address());
    if (!visit.duties().areOurs()) {
      connect(visit, visit.end(), memory, log);
      return;
    }
    switch (reception.admission().enter(visit.clientAddr())) {
      case WELCOME -> welcome(visit, memory, log);
      case NOT_ALLOWED -> {
        log.info("Visitor {} is not allowed", visit.clientAddr());
        visit.end().reset();
      }
      case TOO_MANY -> {
        log.info("Visitor {} comes above max_connections", visit.clientAddr());
        tooMany(visit);
      }
    }
  }

  private void welcome(Visit visit, VisitMemory memory, ConnectionLog log) {
    RelayEnd counted = new CountedEnd(visit.end(), reception.admission()::leave);
    Visit inside = visit.with(counted);
    boolean redirects =
        options.visitors().redirectToHttps()
            && identity.protocol().equals(TunnelProtocol.HTTP.wireName());
    if (redirects && !visit.duties().httpsUrl().isEmpty()) {
      reception.replies().redirect(inside);
    } else {
      connect(inside, counted, memory, log);
    }
  }

  private void tooMany(Visit visit) {
    if (isHttp()) {
      reception.replies().busy(visit);
    } else {
      visit.end().reset();
    }
  }

  private void connect(Visit visit, RelayEnd visitor, VisitMemory memory, ConnectionLog log) {
    if (targets.isPresent()) {
      PathEnd services =
          new PathEnd(
              visit.loop(),
              new VisitedPaths(targets.get(), visit, memory, reception.replies(), log),
              log);
      relay(visitor, memory.service(services), memory.holding(), log);
      return;
    }
    target
        .open(visit, log)
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (opened.isSuccess()) {
                join(visit, visitor, memory.service(opened.getNow()), memory, log);
              } else {
                down(visit, target.failed(opened.cause(), log));
              }
            });
  }

  private void join(
      Visit visit, RelayEnd visitor, RelayEnd service, VisitMemory memory, ConnectionLog log) {
    if (changes.isEmpty()) {
      relay(visitor, service, memory.holding(), log);
    } else {
      HeadRewriting rewriting =
          new HeadRewriting(
              visitor, service, changes.get(), () -> OwnReplies.badReply(visit.url()), log);
      relay(rewriting.visitor(), rewriting.service(), memory.holding(), log);
    }
  }

  private void relay(RelayEnd visitor, RelayEnd service, Holding memory, ConnectionLog log) {
    ActiveRelays relays = reception.onlookers().relays();
    relays.started();
    Relay.join(
        visitor,
        service,
        memory,
        (fromVisitor, fromService) -> {
          relays.ended();
          log.debug("Ended: {} bytes in, {} bytes out", fromVisitor, fromService);
        });
  }

  private void down(Visit visit, String reason) {
    if (isHttp()) {
      reception.replies().serviceDown(visit, reason);
    } else {
      visit.end().reset();
    }
  }
}
