package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.function.Function;
import org.ngrokd.streams.net.Failures.Kind;
import org.ngrokd.streams.net.Failures.Meaning;
import org.slf4j.event.Level;

/**
 * Last in every pipeline: what failed becomes one line in the log, with the peer's address, and the
 * connection is closed. Of several failures on one connection only the first is told.
 */
public final class FailureHandler extends ChannelInboundHandlerAdapter {
  private final ConnectionLog log;
  private final Function<Throwable, Optional<Explanation>> explanation;
  private final News news;
  private boolean told;

  /**
   * What a failure means to a program that knows more about it.
   *
   * @param level how loud the line is
   */
  public record Explanation(Level level, String text) {}

  /** Says of strangers' failures which are worth a line: there may be floods of them. */
  public interface News {
    /** Every failure is. */
    News ALL = (kind, channel) -> true;

    boolean isNew(Failures.Kind kind, Channel channel);
  }

  public FailureHandler(ConnectionLog log) {
    this(log, failure -> Optional.empty(), News.ALL);
  }

  /** Of a connection that anybody may make. */
  public FailureHandler(ConnectionLog log, News news) {
    this(log, failure -> Optional.empty(), news);
  }

  /**
   * @param explanation what a failure means to this program; empty where it has nothing to add
   * @param news which failures are worth a line
   */
  public FailureHandler(
      ConnectionLog log, Function<Throwable, Optional<Explanation>> explanation, News news) {
    this.log = log;
    this.explanation = explanation;
    this.news = news;
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
    LoopFailures loop = LoopFailures.of(ctx.channel());
    if (loop != null) {
      loop.count(failure);
    }
    try {
      if (!told) {
        told = true;
        tell(ctx, failure);
      }
    } finally { // telling takes memory, which may be what failed
      ctx.close().addListener(closed -> {});
    }
  }

  private void tell(ChannelHandlerContext ctx, Throwable failure) {
    Meaning meaning =
        explanation
            .apply(failure)
            .map(known -> new Meaning(Kind.EXPLAINED, known.level(), known.text(), null))
            .orElseGet(() -> Failures.meaning(failure));
    boolean isTold = meaning.kind() == Kind.BUG || news.isNew(meaning.kind(), ctx.channel());
    if (!isTold) {
      return; // it is counted, and told with others
    }
    log.log(
        meaning.level(),
        meaning.trace(),
        "{} (peer {})",
        meaning.text(),
        PeerAddress.of(ctx.channel()));
  }
}
