package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * Sends the frames of a multiplexed connection, and flushes them once for all that is under way.
 *
 * <p>Confined to the event loop of the channel, but for {@link #isWritable}.
 */
final class FrameSender {
  private final Channel channel;
  private final MuxHandler http2;
  private final ChannelHandlerContext ctx;
  private final TrafficMeter meter;
  private final ConnectionLog log;
  private boolean flushing;
  private boolean lingering;

  /**
   * @param http2 in the channel's pipeline already
   * @param meter counts the bytes of streams
   */
  FrameSender(Channel channel, MuxHandler http2, TrafficMeter meter, ConnectionLog log) {
    this.channel = channel;
    this.http2 = http2;
    this.ctx = Objects.requireNonNull(channel.pipeline().context(http2));
    this.meter = meter;
    this.log = log;
  }

  /** From any thread. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /** Opens a stream. */
  void headers(int streamId, Http2Headers headers) {
    http2
        .encoder()
        .writeHeaders(ctx, streamId, headers, 0, false, ctx.newPromise())
        .addListener(this::written);
    flushWithWhatFollows();
  }

  /** Sends bytes, once they are flushed and the peer's window is open. */
  void write(MuxStream from, Http2Stream stream, ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length >= TrafficMeter.LARGE) {
      meter.count(length, channel.eventLoop().ticker().nanoTime());
    }
    http2.encoder().flowController().addFlowControlled(stream, new DataPiece(from, bytes, null));
  }

  /** The same with the end of the stream; completes when it has left. */
  ChannelFuture writeEnd(MuxStream from, Http2Stream stream) {
    ChannelPromise left = ctx.newPromise();
    http2
        .encoder()
        .flowController()
        .addFlowControlled(stream, new DataPiece(from, Unpooled.EMPTY_BUFFER, left));
    return left;
  }

  int largestFrame() {
    return http2.encoder().configuration().frameSizePolicy().maxFrameSize();
  }

  /** The end of our direction is on its way. */
  void ended(Http2Stream stream, ChannelFuture left) {
    http2.closeStreamLocal(stream, left);
  }

  ChannelFuture failedFuture() {
    return channel.newFailedFuture(new ClosedChannelException());
  }

  /** Flushes once, after everything that is under way on the event loop now. */
  void flushSoon() {
    if (!flushing) {
      flushing = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  /**
   * Flushes at the next turn of the event loop, or with what is flushed before. A visitor who
   * speaks first has often done so by then, and one message is less work than two.
   */
  private void flushWithWhatFollows() {
    if (flushing || lingering) {
      return;
    }
    if (channel.eventLoop() instanceof SingleThreadEventLoop loop) {
      lingering = true;
      loop.executeAfterEventLoopIteration(this::lingered);
    } else {
      flushSoon();
    }
  }

  private void lingered() {
    if (lingering) {
      flushSoon();
    }
  }

  private void flush() {
    flushing = false;
    lingering = false;
    if (channel.isActive()) {
      http2.flush(ctx);
    }
  }

  void reset(Http2Stream stream, Http2Error error) {
    if (stream.state() != Http2Stream.State.CLOSED && channel.isActive()) {
      http2
          .encoder()
          .writeRstStream(ctx, stream.id(), error.code(), ctx.newPromise())
          .addListener(this::written);
      flushSoon();
    }
  }

  /** The peer may send so many more bytes on the stream. */
  void giveBack(Http2Stream stream, int bytes) {
    try {
      if (http2.decoder().flowController().consumeBytes(stream, bytes)) {
        flushSoon();
      }
    } catch (Http2Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  void growWindow(Http2Stream stream, int more) {
    try {
      http2.decoder().flowController().incrementWindowSize(stream, more);
      flushSoon();
    } catch (Http2Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  /** From now on every stream, old or new, may send so many bytes ahead before growth. */
  void initialWindow(int bytes) {
    http2
        .encoder()
        .writeSettings(ctx, new Http2Settings().initialWindowSize(bytes), ctx.newPromise())
        .addListener(this::written);
    flushSoon();
  }

  /** No more streams after this one. */
  void goAway(int lastStream) {
    http2
        .encoder()
        .writeGoAway(
            ctx, lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise())
        .addListener(this::written);
    flushSoon();
  }

  void ping(long content) {
    http2.encoder().writePing(ctx, false, content, ctx.newPromise()).addListener(this::written);
    flushSoon();
  }

  private void written(Future<? super Void> writing) {
    if (!writing.isSuccess()) {
      log.debug("A frame was not sent: {}", writing.cause().toString());
    }
  }
}
