package org.ngrokd.protocol.mux;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Above the HTTP/2 handler: tells the end of a burst, and ends with the peer's TLS stream. */
final class MuxBurstHandler extends ChannelInboundHandlerAdapter {
  private final MuxConnection connection;

  MuxBurstHandler(MuxConnection connection) {
    this.connection = connection;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.burst();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.gone();
    ctx.fireChannelInactive();
  }
}
