package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.ConnectionType;
import org.ngrokd.protocol.net.FailureHandler;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.protocol.net.HandlerNames;
import org.ngrokd.protocol.relay.ActiveRelays;
import org.ngrokd.protocol.relay.ChannelEnd;
import org.ngrokd.protocol.relay.Relay;
import org.ngrokd.protocol.relay.RelayEnd;
import org.ngrokd.protocol.relay.StreamKind;

/** Dials local services for visitors and joins the two. Safe from any thread. */
final class LocalService {
  private final Dialer dialer;
  private final ActiveRelays relays;

  LocalService(Dialer dialer, ActiveRelays relays) {
    this.dialer = dialer;
    this.relays = relays;
  }

  /**
   * Joins a visitor with the local service of a route, or tells the visitor that it is down.
   *
   * @param loop the visitor's event loop, which the private connection shares
   */
  void serve(RelayEnd visitor, EventLoop loop, Route route, String clientAddr) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PRV).ownedBy(route.url());
    log.debug("New connection from {} to {}", clientAddr, route.local());
    dialer
        .dialLocal(route.local().address(), loop, pipeline(log))
        .addListener(
            (Future<Channel> dialed) -> {
              if (dialed.isSuccess()) {
                join(visitor, ChannelEnd.take(dialed.getNow(), StreamKind.TCP), log);
              } else {
                log.warn(
                    "The local service {} does not answer: {}",
                    route.local(),
                    Failures.oneLine(dialed.cause()));
                unavailable(visitor, route);
              }
            });
  }

  private static ChannelInitializer<Channel> pipeline(ConnectionLog log) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(HandlerNames.FAILURES, new FailureHandler(log));
      }
    };
  }

  private void join(RelayEnd visitor, RelayEnd service, ConnectionLog log) {
    relays.started();
    Relay.join(
        visitor,
        service,
        (fromVisitor, fromService) -> {
          relays.ended();
          log.debug("Ended: {} bytes in, {} bytes out", fromVisitor, fromService);
        });
  }

  private static void unavailable(RelayEnd visitor, Route route) {
    if (route.speaksHttp()) {
      visitor.write(UnavailablePage.of(route));
      visitor.close();
    } else {
      visitor.reset();
    }
  }
}
