package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.ngrokd.server.limits.AcceptPause;

/**
 * On a listening channel: tells the pause of every connection that is accepted, before the next one
 * is, and of every failure. Netty's own pause after a failure would log a stack trace each second.
 */
final class AcceptHandler extends ChannelInboundHandlerAdapter {
  private final AcceptPause pause;

  AcceptHandler(AcceptPause pause) {
    this.pause = pause;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    pause.accepted((Channel) accepted);
    ctx.fireChannelRead(accepted);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    pause.failed(cause);
  }
}
