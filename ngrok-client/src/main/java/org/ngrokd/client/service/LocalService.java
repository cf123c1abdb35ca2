package org.ngrokd.client.service;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.http.HeadChanges;
import org.ngrokd.client.http.HeadRewriting;
import org.ngrokd.client.paths.PathEnd;
import org.ngrokd.client.tls.TlsEnd;
import org.ngrokd.client.tls.VisitorTls;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
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
  private final VisitorTls.Failures failures = new VisitorTls.Failures();

  /**
   * Who and what a visitor of the service meets.
   *
   * @param tls where visitors' TLS ends here
   */
  record Reception(
      OwnReplies replies,
      Admission admission,
      LocalServices.Onlookers onlookers,
      VisitFilters filters,
      Optional<VisitorTls> tls) {}

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
    return identity.isHttp();
  }

  /** Whether it is worth to be asked, as far as is known. */
  public boolean isWell() {
    return target.isWell();
  }

  /** Joins a visitor with the service, or tells the visitor that it is down. */
  public void serve(Visit visit) {
    if (reception.tls().isEmpty()) {
      serveInClear(visit);
      return;
    }
    try {
      secure(visit, reception.tls().get().end(visit.end(), visit.loop()));
    } catch (SSLException e) {
      visit.end().reset();
    }
  }

  /** Ends the visitor's TLS first. */
  private void secure(Visit visit, TlsEnd end) {
    Visit secured = visit.with(end);
    Holding holding = reception.onlookers().memory().hold(secured, identity.tunnel());
    end.handshake(VisitorTls.HANDSHAKE, holding::look)
        .addListener(
            done -> {
              holding.end();
              if (done.isSuccess()) {
                serveInClear(secured);
              } else if (failures.isNew()) {
                ConnectionLog.next(ConnectionType.PRV)
                    .ownedBy(visit.url())
                    .info(
                        "TLS with the visitor {} failed: {}",
                        visit.clientAddr(),
                        Failures.oneLine(Failures.unwrapped(done.cause())));
              }
            });
  }

  /** The same for a visitor who speaks no TLS, or whose TLS has ended. */
  public void serveInClear(Visit visit) {
    VisitObserver observer = reception.onlookers().observer();
    // An observer knows an end of its own only as it was made.
    Visit compressed =
        !isHttp() || observer.isItsOwn(visit) ? visit : reception.filters().compressing(visit);
    Visit watched = compressed.with(observer.watch(identity, compressed));
    VisitFilters.@Nullable Entrance entrance =
        isHttp() ? reception.filters().entrance(watched, identity) : null;
    Visit guarded = entrance == null ? watched : watched.with(entrance.visitor());
    VisitMemory memory = reception.onlookers().memory().begin(guarded, identity.tunnel());
    serveWatched(watched.with(memory.visitor()), entrance, memory);
  }

  private void serveWatched(
      Visit visit, VisitFilters.@Nullable Entrance entrance, VisitMemory memory) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PRV).ownedBy(visit.url());
    log.debug("New connection from {} to {}", visit.clientAddr(), target.address());
    if (!visit.duties().areOurs()) {
      admit(visit, entrance, memory, log);
      return;
    }
    switch (reception.admission().enter(visit.clientAddr())) {
      case WELCOME -> welcome(visit, entrance, memory, log);
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

  private void welcome(
      Visit visit,
      VisitFilters.@Nullable Entrance entrance,
      VisitMemory memory,
      ConnectionLog log) {
    RelayEnd counted = new CountedEnd(visit.end(), reception.admission()::leave);
    Visit inside = visit.with(counted);
    boolean redirects =
        options.visitors().redirectToHttps()
            && identity.protocol().equals(TunnelProtocol.HTTP.wireName());
    if (redirects && !visit.duties().httpsUrl().isEmpty()) {
      reception.replies().redirect(inside);
    } else {
      admit(inside, entrance, memory, log);
    }
  }

  private void admit(
      Visit visit,
      VisitFilters.@Nullable Entrance entrance,
      VisitMemory memory,
      ConnectionLog log) {
    if (entrance == null) {
      connect(visit, memory, log);
    } else {
      entrance.await(() -> connect(visit, memory, log), () -> visit.end().reset());
    }
  }

  private void tooMany(Visit visit) {
    if (isHttp()) {
      reception.replies().busy(visit);
    } else {
      visit.end().reset();
    }
  }

  private void connect(Visit visit, VisitMemory memory, ConnectionLog log) {
    RelayEnd visitor = visit.end();
    if (targets.isPresent()) {
      PathEnd services =
          new PathEnd(
              visit.loop(),
              new VisitedPaths(paths(visit), visit, memory, reception.replies(), log),
              log);
      relay(visitor, memory.service(services), memory.holding(), log);
      return;
    }
    if (!target.isWell()) {
      log.debug("The local service {} fails its health check", target.address());
      unwell(visit);
      return;
    }
    target
        .open(visit, reception.replies(), log)
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
    Optional<HeadChanges> ofVisit = isTelling() ? Optional.of(telling(visit)) : changes;
    if (ofVisit.isEmpty()) {
      relay(visitor, service, memory.holding(), log);
    } else {
      HeadRewriting rewriting =
          new HeadRewriting(
              visitor, service, ofVisit.get(), () -> OwnReplies.badReply(visit.url()), log);
      relay(rewriting.visitor(), rewriting.service(), memory.holding(), log);
    }
  }

  /** Whether the server cannot tell the service of its visitors. */
  private boolean isTelling() {
    return isHttp() && reception.tls().isPresent();
  }

  private HeadChanges telling(Visit visit) {
    return HeadChanges.telling(options.http(), target.address(), ip(visit));
  }

  private Targets paths(Visit visit) {
    Targets all = targets.orElseThrow();
    return isTelling() ? all.telling(options.http(), ip(visit)) : all;
  }

  private static String ip(Visit visit) {
    return VisitorAddress.parse(visit.clientAddr())
        .map(InetSocketAddress::getAddress)
        .map(InetAddress::getHostAddress)
        .orElse("unknown");
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

  private void unwell(Visit visit) {
    if (isHttp()) {
      reception.replies().maintenance(visit);
    } else {
      visit.end().reset();
    }
  }

  private void down(Visit visit, String reason) {
    if (isHttp()) {
      reception.replies().serviceDown(visit, reason);
    } else {
      visit.end().reset();
    }
  }
}
