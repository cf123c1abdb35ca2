package org.ngrokd.server.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.TokenBucket;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Closes a control connection on which too many messages come. A client that opens all its tunnels
 * at once is none: the rate is an average over {@value #BURST_SECONDS} s.
 */
final class MessageRateHandler extends ChannelInboundHandlerAdapter {
  private static final int BURST_SECONDS = 10;

  /** A client with this many tunnels may ask for them all, however low the rate. */
  private static final int SMALLEST_BURST = 200;

  private final int perSecond;
  private final FloodReports reports;
  private final ConnectionLog log;
  private @Nullable TokenBucket bucket;
  private boolean over;

  /**
   * @param perSecond messages on average
   */
  MessageRateHandler(int perSecond, FloodReports reports, ConnectionLog log) {
    this.perSecond = perSecond;
    this.reports = reports;
    this.log = log;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (over || !bucket(ctx).take(ctx.executor().ticker().nanoTime())) {
      ReferenceCountUtil.release(msg);
      close(ctx);
    } else {
      ctx.fireChannelRead(msg);
    }
  }

  private TokenBucket bucket(ChannelHandlerContext ctx) {
    if (bucket == null) {
      int burst = (int) Math.min(Integer.MAX_VALUE, (long) perSecond * BURST_SECONDS);
      long now = ctx.executor().ticker().nanoTime();
      bucket = new TokenBucket(perSecond, Math.max(SMALLEST_BURST, burst), now);
    }
    return bucket;
  }

  private void close(ChannelHandlerContext ctx) {
    if (over) {
      return;
    }
    over = true;
    if (reports.reached(Limit.CONTROL_MESSAGES, PeerAddress.ip(ctx.channel()))) {
      log.warn(
          "More than {} messages per second (peer {}), which is the limit of a control connection"
              + " (-maxMessageRate): closing it",
          perSecond,
          PeerAddress.of(ctx.channel()));
    }
    ctx.close().addListener(closed -> {});
  }
}
