package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.protocol.ProtocolException;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.HandlerNames;
import org.ngrokd.protocol.relay.ChannelEnd;
import org.ngrokd.protocol.relay.StreamKind;

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
  private volatile Runnable started = () -> {};

  ProxyConnection(Routes routes, LocalService services, ConnectionLog log) {
    this.routes = routes;
    this.services = services;
    this.log = log;
  }

  /** What to do when the server puts it to work; set before it is registered. */
  void whenStarted(Runnable action) {
    started = action;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    if (!(message instanceof StartProxy start)) {
      throw new ProtocolException(
          message.getClass().getSimpleName() + " on a proxy connection; expected StartProxy");
    }
    started.run();
    ChannelEnd visitor = takeOver(ctx.channel(), start.chunked());
    routes
        .find(start.url())
        .ifPresentOrElse(
            route -> services.serve(visitor, ctx.channel().eventLoop(), route, start.clientAddr()),
            () -> {
              log.warn("The server started an unknown tunnel {}", start.url());
              visitor.reset();
            });
  }

  private static ChannelEnd takeOver(Channel channel, boolean chunked) {
    ChannelEnd end = ChannelEnd.take(channel, chunked ? StreamKind.CHUNKED_TLS : StreamKind.TLS);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(HandlerNames.ROLE);
    pipeline.remove(HandlerNames.MESSAGE_ENCODER);
    pipeline.remove(HandlerNames.MESSAGE_DECODER);
    pipeline.remove(HandlerNames.FRAMES); // last: bytes it holds go on to the end
    return end;
  }
}
