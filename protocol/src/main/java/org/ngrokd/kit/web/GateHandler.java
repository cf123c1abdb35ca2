package org.ngrokd.kit.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/** Asks the {@link Gate} about each request, before its body is read. */
public final class GateHandler extends ChannelInboundHandlerAdapter {
  private final Gate gate;
  private boolean isRefused;

  public GateHandler(Gate gate) {
    this.gate = gate;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request && !isRefused) {
      Optional<Answer> refusal =
          request.decoderResult().isFailure()
              ? Optional.of(Answers.BAD_REQUEST)
              : gate.refusal(request.method(), request.uri(), request.headers());
      isRefused = refusal.isPresent();
      refusal.ifPresent(answer -> Answers.sendAndClose(ctx, answer));
    }
    if (isRefused) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
