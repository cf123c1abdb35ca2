package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.protocol.mux.MuxStream;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that a session opens when the server asks for them: each for one visitor, or,
 * with a server of ours, each for many.
 *
 * <p>Confined to the session's event loop; the connections themselves are on any. Protocol: §6
 * "ReqProxy".
 */
final class ProxyConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyConnections.class);

  private final EventLoop loop;
  private ServerConnector connector;
  private Optional<ServerConnector> usual = Optional.empty();
  private final Routes routes;
  private final ProxyConnection.Visits visits;
  private final ChannelGroup idle;
  private final List<MuxConnection> multiplexed = new ArrayList<>();
  private final ProxyLimits limits;
  private final ProxyDemand demand;
  private final Set<Channel> unstarted = new HashSet<>();
  private final AtomicBoolean toldUnknown = new AtomicBoolean();
  private int carriers; // multiplexed, also those that are being opened or end
  private boolean toldTooMany;
  private boolean isFailing;
  private Optional<WindowBudget> mux = Optional.empty();
  private String clientId = "";
  private volatile boolean over; // written on the loop
  private @Nullable Iterator<EventExecutor> turns;

  /**
   * @param visits takes visitors to their local services
   */
  ProxyConnections(
      EventLoop loop,
      ServerConnector connector,
      Routes routes,
      ProxyConnection.Visits visits,
      ProxyLimits limits) {
    this.limits = limits;
    this.demand = new ProxyDemand(limits, loop.ticker().nanoTime());
    this.loop = loop;
    this.connector = connector;
    this.routes = routes;
    this.visits = visits;
    this.idle = new DefaultChannelGroup(loop);
  }

  /**
   * The session is online.
   *
   * @param agreed with what to multiplex; empty: not with this server
   */
  void begin(String newClientId, Optional<WindowBudget> agreed) {
    clientId = newClientId;
    mux = agreed;
  }

  /**
   * From now on they go to this address, which leads to the server that asks for them and to no
   * other; if it cannot be reached they go where they went before.
   */
  void at(HostAndPort own) {
    usual = Optional.of(usual.orElse(connector));
    connector = usual.get().at(own);
  }

  /** The server asks for one more. */
  void asked() {
    if (over) {
      return;
    }
    boolean isGranted = mux.isPresent() ? isCarrierGranted() : demand.asked(now());
    if (isGranted) {
      openOne();
    } else if (!toldTooMany) {
      toldTooMany = true;
      LOG.warn(
          "The server asks for more proxy connections than it puts to work; no more than {} wait"
              + " for visitors, and {} are open in all",
          mux.isPresent() ? limits.multiplexed() : limits.unstarted(),
          limits.most());
    }
  }

  private boolean isCarrierGranted() {
    boolean isGranted = carriers < limits.multiplexed();
    carriers += isGranted ? 1 : 0;
    return isGranted;
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  /** On the event loop whose turn it is: its private connections will share that one. */
  private void openOne() {
    if (turns == null || !turns.hasNext()) {
      turns = loop.parent().iterator();
    }
    EventLoop next = (EventLoop) turns.next();
    ConnectionLog log = ConnectionLog.next(ConnectionType.PXY);
    Optional<WindowBudget> agreed = mux;
    RegProxy message = new RegProxy(clientId, agreed.isPresent());
    connector
        .connect(next, log, opened -> addRole(opened, log))
        .addListener(
            (Future<Channel> connected) -> {
              if (connected.isSuccess()) {
                idle.add(connected.getNow()); // before anything can take it out, or end them all
              }
              loop.execute(() -> enter(connected, agreed.isPresent(), log));
              if (connected.isSuccess() && !over) {
                register(connected.getNow(), message, agreed, log);
              }
            });
  }

  /** For each address that is tried: a handler belongs to one pipeline. */
  private void addRole(Channel opened, ConnectionLog log) {
    ProxyConnection.Told told =
        new ProxyConnection.Told() {
          @Override
          public void started() {
            idle.remove(opened);
            loop.execute(() -> putToWork(opened));
          }

          @Override
          public void unknown(String url) {
            tellUnknown(url, log);
          }
        };
    opened.pipeline().addLast(HandlerNames.ROLE, new ProxyConnection(routes, visits, told));
  }

  private void putToWork(Channel proxy) {
    if (unstarted.remove(proxy)) {
      demand.started(now());
      openOwed();
    }
  }

  /** Once: a server may do it as often as it likes. */
  private void tellUnknown(String anyUrl, ConnectionLog log) {
    String url = Printable.sentence(anyUrl);
    if (toldUnknown.compareAndSet(false, true)) {
      log.warn("The server started an unknown tunnel {}; further ones are not told", url);
    } else {
      log.debug("The server started an unknown tunnel {}", url);
    }
  }

  private void enter(Future<Channel> connected, boolean isCarrier, ConnectionLog log) {
    if (!connected.isSuccess() && usual.isPresent() && !over) {
      log.info("{}; using {}", connector.reason(connected.cause()), usual.get().server());
      connector = usual.get();
      usual = Optional.empty();
      openOne();
    } else if (!connected.isSuccess()) {
      tellFailure(connected.cause(), log);
      gone(isCarrier, false);
    } else {
      isFailing = false;
      Channel proxy = connected.getNow();
      if (!isCarrier) {
        unstarted.add(proxy);
      }
      proxy
          .closeFuture()
          .addListener(closed -> loop.execute(() -> gone(isCarrier, !unstarted.remove(proxy))));
      if (over) {
        proxy.close().addListener(closed -> {});
      }
    }
  }

  /** The first of a row: the next are asked for in the same moment. */
  private void tellFailure(Throwable cause, ConnectionLog log) {
    if (isFailing) {
      log.debug("No proxy connection: {}", connector.reason(cause));
    } else {
      log.warn("No proxy connection: {}", connector.reason(cause));
    }
    isFailing = true;
  }

  private void gone(boolean isCarrier, boolean wasStarted) {
    if (isCarrier) {
      carriers--;
    } else {
      demand.gone(wasStarted);
      openOwed();
    }
  }

  private void openOwed() {
    while (!over && demand.owes(now())) {
      openOne();
    }
  }

  /**
   * On the connection's event loop, as part of what ends the TLS handshake: were it written from
   * another, the server's answer could be read before the listener is there, and two threads would
   * have to be woken for each visitor of an old server.
   */
  private void register(
      Channel proxy, RegProxy message, Optional<WindowBudget> agreed, ConnectionLog log) {
    proxy
        .writeAndFlush(message)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                log.debug("RegProxy was not sent: {}", Failures.oneLine(sent.cause()));
              } else {
                agreed.ifPresent(budget -> multiplex(proxy, budget, log));
              }
            });
  }

  /** On the connection's event loop, before anything of the server's answer is read. */
  private void multiplex(Channel proxy, WindowBudget budget, ConnectionLog log) {
    MuxConnection connection =
        MuxConnection.accepting(proxy, (head, stream) -> accept(head, stream, log), budget, log);
    loop.execute(() -> keep(proxy, connection));
  }

  private void keep(Channel proxy, MuxConnection connection) {
    idle.remove(proxy); // it is not to be cut off, but to end with its last stream
    if (over) {
      connection.retire();
    } else {
      multiplexed.add(connection);
      connection.whenGone(() -> loop.execute(() -> multiplexed.remove(connection)));
    }
  }

  private void accept(StreamHead head, MuxStream stream, ConnectionLog log) {
    routes
        .find(head.url())
        .ifPresentOrElse(
            route -> visits.begin(route, stream, stream.loop(), head.clientAddr()),
            () -> {
              tellUnknown(head.url(), log);
              stream.reset();
            });
  }

  /** Opens no more, and closes those that serve nobody. */
  void end() {
    over = true;
    idle.close().addListener(closed -> {});
    multiplexed.forEach(MuxConnection::retire);
  }
}
