package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Takes frames to the streams they are for. On the event loop of the connection. */
final class MuxFrames extends Http2FrameAdapter {
  private @Nullable MuxConnection connection;

  /** Told before the first frame. */
  void belongTo(MuxConnection owner) {
    connection = owner;
  }

  private MuxConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("a frame before its connection is set up");
    }
    return connection;
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
    return padding + connection().received(streamId, data, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream) {
    connection().opened(streamId, headers, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    onHeadersRead(ctx, streamId, headers, padding, endOfStream);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) {
    connection().answered(data);
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
    connection().leaving();
  }
}
