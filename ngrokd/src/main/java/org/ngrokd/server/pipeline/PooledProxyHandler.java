package org.ngrokd.server.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.ngrokd.protocol.Message;
import org.ngrokd.streams.net.ProtocolException;

/** A proxy connection that waits in the pool: its client has nothing to say until it is started. */
final class PooledProxyHandler extends SimpleChannelInboundHandler<Message> {
  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Message message) {
    throw new ProtocolException(
        message.getClass().getSimpleName() + " on a proxy connection that was not started");
  }

  /** A client that ends its TLS stream is gone, even if it leaves the TCP connection open. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
    ctx.fireUserEventTriggered(event);
  }
}
