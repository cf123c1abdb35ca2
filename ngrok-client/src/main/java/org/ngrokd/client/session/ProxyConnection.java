package org.ngrokd.client.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.protocol.ProtocolException;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.relay.ChannelEnd;
import org.ngrokd.protocol.relay.ProxyStreams;
import org.ngrokd.protocol.relay.RelayEnd;

/**
 * A connection opened because the server asked for one. It waits for {@code StartProxy}, which says
 * whose visitor it is for, and then hands its stream to the local service.
 *
 * <p>Confined to the event loop of its channel. Protocol: §6 "ReqProxy".
 */
final class ProxyConnection extends SimpleChannelInboundHandler<Message> {
  private final Routes routes;
  private final Visits visits;
  private final ConnectionLog log;
  private final Runnable started;

  /** Takes visitors to their local services. */
  interface Visits {
    void begin(Route route, RelayEnd visitor, EventLoop loop, String clientAddr);
  }

  /**
   * A connection that waits.
   *
   * @param started is run when the server puts it to work
   */
  ProxyConnection(Routes routes, Visits visits, Runnable started, ConnectionLog log) {
    this.routes = routes;
    this.visits = visits;
    this.started = started;
    this.log = log;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    if (!(message instanceof StartProxy start)) {
      throw new ProtocolException(
          message.getClass().getSimpleName() + " on a proxy connection; expected StartProxy");
    }
    started.run();
    ChannelEnd visitor = ProxyStreams.takeOver(ctx.channel(), start.chunked());
    routes
        .find(start.url())
        .ifPresentOrElse(
            route -> visits.begin(route, visitor, ctx.channel().eventLoop(), start.clientAddr()),
            () -> {
              log.warn("The server started an unknown tunnel {}", start.url());
              visitor.reset();
            });
  }
}
