package org.ngrokd.server.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.ngrokd.server.limits.AcceptPause;

/**
 * On a listening channel: when accepting fails, a pause begins. Netty's own pause of a second would
 * log a stack trace each time.
 */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {
  private final AcceptPause pause;

  AcceptFailureHandler(AcceptPause pause) {
    this.pause = pause;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    pause.failed(cause);
  }
}
