package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Frames a proxied stream so that its end can be told apart from the end of the connection: each
 * chunk is a length (4 bytes, big-endian, above 0) and that many bytes; a length of 0 ends this
 * direction. Used only between two programs that agreed on {@link
 * org.ngrokd.protocol.Extension#HALF_CLOSE}.
 */
final class ChunkEncoder extends ChannelOutboundHandlerAdapter {
  static final int HEADER_BYTES = Integer.BYTES;

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the writer
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg == LastChunk.INSTANCE) {
      ctx.write(header(ctx, 0), promise);
    } else if (msg instanceof ByteBuf bytes && bytes.isReadable()) {
      ctx.write(header(ctx, bytes.readableBytes()))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      ctx.write(bytes, promise);
    } else if (msg instanceof ByteBuf empty) {
      empty.release();
      ctx.write(Unpooled.EMPTY_BUFFER, promise);
    } else {
      ctx.write(msg, promise);
    }
  }

  private static ByteBuf header(ChannelHandlerContext ctx, int length) {
    return ctx.alloc().buffer(HEADER_BYTES).writeInt(length);
  }
}
