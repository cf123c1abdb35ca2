package org.ngrokd.kit.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests one after the other: none is read before the answer to the last has gone. */
public final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final Router router;
  private final AnswerMemory memory;
  private final PageConnections connections;

  public RequestHandler(Router router, AnswerMemory memory, PageConnections connections) {
    this.router = router;
    this.memory = memory;
    this.connections = connections;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    Answers.Manner manner = Answers.Manner.of(request);
    connections.answering(ctx.channel());
    ctx.channel().config().setAutoRead(false);
    Consumer<Answer> answer = given -> ctx.executor().execute(() -> send(ctx, given, manner));
    try {
      router.answer(Asked.of(request), answer);
    } catch (IllegalArgumentException e) {
      answer.accept(
          router.failure(
              HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()), request.uri()));
    }
  }

  private void send(ChannelHandlerContext ctx, Answer answer, Answers.Manner manner) {
    Answers.send(ctx, answer, manner, memory)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                failed(sent.cause());
              }
              connections.asking(ctx.channel());
              ctx.channel().config().setAutoRead(true);
            });
  }

  private static void failed(Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("An answer was not taken: {}", cause.getMessage());
    } else if (cause instanceof BusyException) {
      LOG.warn("An answer ends early. {}", cause.getMessage());
    } else {
      LOG.error("An answer could not be made whole", cause);
    }
  }
}
