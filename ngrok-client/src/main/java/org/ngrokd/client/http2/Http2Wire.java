package org.ngrokd.client.http2;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;

/**
 * The connection to a service that speaks HTTP/2, and its streams.
 *
 * <pre>
 *   (tls) | http2 | streams | watch | failures
 * </pre>
 */
final class Http2Wire {
  /** As much as in HTTP/1, in bytes. */
  private static final int HEAD_LIMIT = 256 * 1024;

  private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final Channel channel;

  /** Hears of the connection. */
  interface Watcher {
    /** No other request is taken. */
    void goingAway();

    /** The connection is gone. */
    void gone();
  }

  private Http2Wire(Channel channel) {
    this.channel = channel;
  }

  /** Begins to speak HTTP/2, as the first thing or behind TLS. On the channel's event loop. */
  static Http2Wire on(Channel channel, Watcher watcher, ConnectionLog log) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(HEAD_LIMIT))
            .gracefulShutdownTimeoutMillis(GRACE_MILLIS)
            .build();
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(HandlerNames.FAILURES, "http2", codec);
    pipeline.addBefore(
        HandlerNames.FAILURES, "http2-streams", new Http2MultiplexHandler(new Unasked()));
    pipeline.addBefore(HandlerNames.FAILURES, "http2-watch", new Watch(watcher, log));
    channel.config().setAutoRead(true);
    return new Http2Wire(channel);
  }

  Future<Http2StreamChannel> open(ChannelInboundHandlerAdapter handler) {
    return new Http2StreamChannelBootstrap(channel).handler(handler).open();
  }

  void flush() {
    channel.flush();
  }

  /** Ends the connection, in order; streams that are under way have a moment. */
  void close() {
    channel.close().addListener(closed -> {});
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /** What waits in the socket, in bytes. Any thread. */
  long waiting() {
    var unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  /** A stream that the service opens, which it must not: push is off. */
  @ChannelHandler.Sharable
  private static final class Unasked extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
      ctx.close().addListener(closed -> {});
    }
  }

  /** Behind the streams. */
  private static final class Watch extends ChannelInboundHandlerAdapter {
    private final Watcher watcher;
    private final ConnectionLog log;

    Watch(Watcher watcher, ConnectionLog log) {
      this.watcher = watcher;
      this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      try {
        if (frame instanceof Http2GoAwayFrame) {
          watcher.goingAway();
        }
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      log.warn("HTTP/2 with the local service: {}", Failures.oneLine(failure));
      ctx.close().addListener(closed -> {});
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      watcher.gone();
      ctx.fireChannelInactive();
    }
  }
}
