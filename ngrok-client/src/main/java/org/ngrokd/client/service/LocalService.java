package org.ngrokd.client.service;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.http.HeadChanges;
import org.ngrokd.client.http.HeadRewriting;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;

/** One local service of a tunnel: dials it for visitors and joins the two. Any thread. */
public final class LocalService {
  private final LocalAddress address;
  private final VisitObserver.Service identity;
  private final TunnelConfig.Options options;
  private final Reception reception;
  private final Optional<HeadChanges> changes;
  private final AtomicBoolean toldToUseTls = new AtomicBoolean();

  /** Who and what a visitor of the service meets. */
  record Reception(
      PrivateConnection way,
      OwnReplies replies,
      Admission admission,
      LocalServices.Onlookers onlookers) {}

  LocalService(
      LocalAddress address,
      VisitObserver.Service identity,
      TunnelConfig.Options options,
      Reception reception) {
    this.address = address;
    this.identity = identity;
    this.options = options;
    this.reception = reception;
    this.changes = isHttp() ? HeadChanges.of(options.http(), address) : Optional.empty();
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
    log.debug("New connection from {} to {}", visit.clientAddr(), address);
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
    reception
        .way()
        .open(visit.loop(), visit.clientAddr(), log, watching(log))
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (opened.isSuccess()) {
                reception.onlookers().services().reached(address);
                join(visit, visitor, memory.service(opened.getNow()), memory, log);
              } else {
                down(visit, opened.cause(), log);
              }
            });
  }

  /** Told once for each service: a wrong address is wrong for all its visitors. */
  private @Nullable Runnable watching(ConnectionLog log) {
    return isHttp() && !toldToUseTls.get()
        ? () -> {
          if (toldToUseTls.compareAndSet(false, true)) {
            log.warn("The local service {} speaks TLS: write https://{}", address, address);
          }
        }
        : null;
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

  /** And not of TLS, which fails where something listens. */
  private static boolean isOfTheConnection(Throwable cause) {
    Throwable reason = Failures.unwrapped(cause);
    return reason instanceof IOException && !(reason instanceof SSLException);
  }

  private void down(Visit visit, Throwable cause, ConnectionLog log) {
    String reason =
        UntrustedServerException.messageIn(cause)
            .orElseGet(
                () ->
                    "The local service "
                        + address
                        + " does not answer: "
                        + Failures.oneLine(Failures.unwrapped(cause)));
    log.warn("{}", reason);
    if (isOfTheConnection(cause)) {
      reception.onlookers().services().missed(address, cause);
    }
    if (isHttp()) {
      reception.replies().serviceDown(visit, reason);
    } else {
      visit.end().reset();
    }
  }
}
