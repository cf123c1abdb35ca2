package org.ngrokd.client.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.protocol.ProtocolException;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.relay.ChannelEnd;
import org.ngrokd.protocol.relay.ProxyStreams;

/**
 * A connection opened because the server asked for one. It waits for {@code StartProxy}, which says
 * whose visitor it is for, and then hands its stream to the {@link LocalService}.
 *
 * <p>Confined to the event loop of its channel. Protocol: §6 "ReqProxy".
 */
final class ProxyConnection extends SimpleChannelInboundHandler<Message> {
  private final Routes routes;
  private final LocalService services;
  private final ConnectionLog log;
  private final Runnable started;

  /**
   * A connection that waits.
   *
   * @param started is run when the server puts it to work
   */
  ProxyConnection(Routes routes, LocalService services, Runnable started, ConnectionLog log) {
    this.routes = routes;
    this.services = services;
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
            route -> services.serve(visitor, ctx.channel().eventLoop(), route, start.clientAddr()),
            () -> {
              log.warn("The server started an unknown tunnel {}", start.url());
              visitor.reset();
            });
  }
}
