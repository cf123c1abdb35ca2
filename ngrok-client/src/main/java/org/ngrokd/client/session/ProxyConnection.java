package org.ngrokd.client.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.streams.net.ProtocolException;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.ProxyStreams;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection opened because the server asked for one. It waits for {@code StartProxy}, which says
 * whose visitor it is for, and then hands its stream to the local service.
 *
 * <p>Confined to the event loop of its channel. Protocol: §6 "ReqProxy".
 */
final class ProxyConnection extends SimpleChannelInboundHandler<Message> {
  private final Routes routes;
  private final Visits visits;
  private final Told told;

  /** Hears what the server does with it. On the connection's event loop. */
  interface Told {
    /** It is put to work. */
    void started();

    /** The server thinks that it is for a tunnel that there is not. */
    void unknown(String url);
  }

  /** Takes visitors to their local services. */
  interface Visits {
    void begin(Route route, RelayEnd visitor, EventLoop loop, String clientAddr);
  }

  /** A connection that waits. */
  ProxyConnection(Routes routes, Visits visits, Told told) {
    this.routes = routes;
    this.visits = visits;
    this.told = told;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    if (!(message instanceof StartProxy start)) {
      throw new ProtocolException(
          message.getClass().getSimpleName() + " on a proxy connection; expected StartProxy");
    }
    ServerWords.check(start);
    told.started();
    ChannelEnd visitor = ProxyStreams.takeOver(ctx.channel(), start.chunked());
    routes
        .find(start.url())
        .ifPresentOrElse(
            route -> visits.begin(route, visitor, ctx.channel().eventLoop(), start.clientAddr()),
            () -> {
              told.unknown(start.url());
              visitor.reset();
            });
  }
}
