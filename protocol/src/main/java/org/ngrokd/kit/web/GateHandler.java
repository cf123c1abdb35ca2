package org.ngrokd.kit.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/** Asks who keeps strangers out about each request, before its body is read. */
public final class GateHandler extends ChannelInboundHandlerAdapter {
  private final Keeper keeper;
  private boolean isRefused;

  /** Keeps strangers out. */
  @FunctionalInterface
  public interface Keeper {
    /** The answer to somebody who is not let in. */
    Optional<Answer> refusal(HttpRequest request);
  }

  public GateHandler(Keeper keeper) {
    this.keeper = keeper;
  }

  public GateHandler(Gate gate) {
    this(request -> gate.refusal(request.method(), request.uri(), request.headers()));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request && !isRefused) {
      Optional<Answer> refusal =
          request.decoderResult().isFailure()
              ? Optional.of(Answers.BAD_REQUEST)
              : keeper.refusal(request);
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
