package org.ngrokd.client.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** A page's WebSocket. Pages are told, they have nothing to say. */
final class LiveHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final LiveFeed feed;

  LiveHandler(LiveFeed feed) {
    this.feed = feed;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    // Nothing that a page says matters.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
      feed.add(ctx.channel());
    }
    ctx.fireUserEventTriggered(event);
  }
}
