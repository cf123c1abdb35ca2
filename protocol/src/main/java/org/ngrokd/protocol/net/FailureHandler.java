package org.ngrokd.protocol.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * Last in every pipeline: what failed becomes one line in the log, with the peer's address, and the
 * connection is closed. Of several failures on one connection only the first is told.
 */
public final class FailureHandler extends ChannelInboundHandlerAdapter {
  private final ConnectionLog log;
  private final Function<Throwable, Optional<String>> explanation;
  private boolean told;

  public FailureHandler(ConnectionLog log) {
    this(log, failure -> Optional.empty());
  }

  /**
   * @param explanation what a failure means to this program, told as WARN; empty where it has
   *     nothing to add
   */
  public FailureHandler(ConnectionLog log, Function<Throwable, Optional<String>> explanation) {
    this.log = log;
    this.explanation = explanation;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ReferenceCountUtil.release(msg); // nobody above wanted it: the connection is closing
  }

  /** A peer that says goodbye before anything was relayed need not close the socket too. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close().addListener(closed -> {});
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (!told) {
      told = true;
      tell(ctx, failure);
    }
    ctx.close().addListener(closed -> {});
  }

  private void tell(ChannelHandlerContext ctx, Throwable failure) {
    Optional<String> known = explanation.apply(failure);
    Failures.Meaning meaning =
        known
            .map(text -> new Failures.Meaning(Level.WARN, text, null))
            .orElseGet(() -> Failures.meaning(failure));
    log.log(
        meaning.level(),
        meaning.trace(),
        "{} (peer {})",
        meaning.text(),
        PeerAddress.of(ctx.channel()));
  }
}
