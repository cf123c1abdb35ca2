package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.protocol.mux.MuxStream;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.ConnectionType;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.protocol.net.HandlerNames;

/**
 * The connections that a session opens when the server asks for them: each for one visitor, or,
 * with a server of ours, each for many.
 *
 * <p>Confined to the session's event loop; the connections themselves are on any. Protocol: §6
 * "ReqProxy".
 */
final class ProxyConnections {
  private final EventLoop loop;
  private final ServerConnector connector;
  private final Routes routes;
  private final ProxyConnection.Visits visits;
  private final ChannelGroup idle;
  private final List<MuxConnection> multiplexed = new ArrayList<>();
  private Optional<WindowBudget> mux = Optional.empty();
  private String clientId = "";
  private boolean over;
  private @Nullable Iterator<EventExecutor> turns;

  /**
   * @param visits takes visitors to their local services
   */
  ProxyConnections(
      EventLoop loop, ServerConnector connector, Routes routes, ProxyConnection.Visits visits) {
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

  /** Opens one, on the event loop whose turn it is: its private connections will share that one. */
  void openOne() {
    if (over) {
      return;
    }
    if (turns == null || !turns.hasNext()) {
      turns = loop.parent().iterator();
    }
    EventLoop next = (EventLoop) turns.next();
    ConnectionLog log = ConnectionLog.next(ConnectionType.PXY);
    connector
        .connect(next, log, opened -> addRole(opened, log))
        .addListener((Future<Channel> connected) -> loop.execute(() -> register(connected, log)));
  }

  /** For each address that is tried: a handler belongs to one pipeline. */
  private void addRole(Channel opened, ConnectionLog log) {
    ProxyConnection role = new ProxyConnection(routes, visits, () -> idle.remove(opened), log);
    opened.pipeline().addLast(HandlerNames.ROLE, role);
  }

  private void register(Future<Channel> connected, ConnectionLog log) {
    if (!connected.isSuccess()) {
      log.warn("No proxy connection: {}", connector.reason(connected.cause()));
    } else if (over) {
      connected.getNow().close().addListener(closed -> {});
    } else {
      register(connected.getNow(), log);
    }
  }

  private void register(Channel proxy, ConnectionLog log) {
    idle.add(proxy);
    RegProxy message = new RegProxy(clientId, mux.isPresent());
    Optional<WindowBudget> agreed = mux;
    proxy.eventLoop().execute(() -> register(proxy, message, agreed, log));
  }

  /**
   * On the connection's event loop: were it written from another, the server's answer could be read
   * before the listener is there.
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
              log.warn("The server started an unknown tunnel {}", head.url());
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
