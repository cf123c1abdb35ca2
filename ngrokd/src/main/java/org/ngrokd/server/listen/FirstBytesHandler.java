package org.ngrokd.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.ngrokd.server.limits.VisitorGate;

/**
 * Tells that a visitor of a tcp tunnel has sent something: until then it is a quiet one, which may
 * have to make room for others. Goes with the first bytes.
 */
public final class FirstBytesHandler extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    VisitorGate.underWay(ctx.channel(), true);
    ctx.fireChannelRead(msg);
    ctx.pipeline().remove(this);
  }
}
