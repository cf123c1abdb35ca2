package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ChannelTask;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.OurDelay;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.event.Level;

/**
 * Closes a connection that is still here when its time is up; whoever is satisfied removes it.
 * While the peer waits for us ({@link OurDelay}) no time passes, and then it has all of it once
 * more.
 */
public final class DeadlineHandler extends ChannelInboundHandlerAdapter {
  private final Duration deadline;
  private final Consumer<Channel> missed;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * @param missed told of the connection before it is closed
   */
  public DeadlineHandler(Duration deadline, Consumer<Channel> missed) {
    this.deadline = deadline;
    this.missed = missed;
  }

  /**
   * @param missed what did not come in time, for the log
   */
  public DeadlineHandler(Duration deadline, ConnectionLog log, Level level, String missed) {
    this(
        deadline,
        late ->
            log.log(
                level,
                null,
                "No {} within {} s (peer {})",
                missed,
                deadline.toSeconds(),
                PeerAddress.of(late)));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    begin(ctx);
  }

  private void begin(ChannelHandlerContext ctx) {
    Runnable expire = new ChannelTask(ctx.channel(), () -> expire(ctx));
    timer = ctx.executor().schedule(expire, deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void expire(ChannelHandlerContext ctx) {
    missed.accept(ctx.channel());
    ctx.close().addListener(closed -> {});
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof OurDelay delay) {
      stop();
      if (delay == OurDelay.ENDS) {
        begin(ctx);
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
