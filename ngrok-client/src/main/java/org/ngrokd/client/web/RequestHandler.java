package org.ngrokd.client.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;

/** Answers requests one after the other: none is read while one is being answered. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Router router;

  RequestHandler(Router router) {
    this.router = router;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    ctx.channel().config().setAutoRead(false);
    router.answer(
        Asked.of(request),
        answer ->
            ctx.executor()
                .execute(
                    () -> {
                      Answers.send(ctx, answer, isHead, keepAlive);
                      ctx.channel().config().setAutoRead(true);
                    }));
  }
}
