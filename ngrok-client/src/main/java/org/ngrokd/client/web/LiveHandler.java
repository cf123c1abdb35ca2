package org.ngrokd.client.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import org.ngrokd.kit.web.PageConnections;

/** A page's WebSocket. Pages are told, they have nothing to say. */
final class LiveHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final LiveFeed feed;
  private final PageConnections connections;

  LiveHandler(LiveFeed feed, PageConnections connections) {
    this.feed = feed;
    this.connections = connections;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    connections.live(ctx.channel()); // whatever it says
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
      connections.live(ctx.channel());
      feed.add(ctx.channel());
    }
    ctx.fireUserEventTriggered(event);
  }
}
