package org.ngrokd.client.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;

/** A visitor who has got one page and keeps the connection. */
final class IdleVisitor extends SimpleChannelInboundHandler<ByteBuf> {
  /** The page's length; its head comes on top. */
  private static final int ENOUGH = 1024;

  private final String host;
  private final Runnable ready;
  private int received;

  IdleVisitor(String host, Runnable ready) {
    this.host = host;
    this.ready = ready;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    byte[] request =
        "GET /1k HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host).getBytes(StandardCharsets.US_ASCII);
    ctx.writeAndFlush(Unpooled.wrappedBuffer(request)).addListener(sent -> {});
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    boolean before = received >= ENOUGH;
    received += bytes.readableBytes();
    if (!before && received >= ENOUGH) {
      ready.run();
    }
  }
}
