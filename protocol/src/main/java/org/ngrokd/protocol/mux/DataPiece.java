package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a stream, or its end, that wait for their turn and for the peer's window. Written as
 * DATA frames (RFC 9113, 6.1). Netty's encoder does the same with queues and promises for each
 * frame, which costs a third of what relaying a small message does.
 *
 * <p>Confined to the event loop of the connection.
 */
final class DataPiece implements FlowControlled {
  private static final int HEADER = 9;
  private static final int END_STREAM = 1;

  /** Up to this length, in bytes, a copy is cheaper than a second buffer on its way. */
  private static final int SMALL = 2048;

  /** How much small pieces are put together to, in bytes. */
  private static final int GATHERED = 8 * 1024;

  private final MuxStream stream;
  private final @Nullable ChannelPromise end;
  private ByteBuf bytes;
  private int size;
  private boolean gathers;

  /**
   * @param end completes when the end of the stream has left; null: the stream goes on
   */
  DataPiece(MuxStream stream, ByteBuf bytes, @Nullable ChannelPromise end) {
    this.stream = stream;
    this.bytes = bytes;
    this.end = end;
    this.size = bytes.readableBytes();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void write(ChannelHandlerContext ctx, int allowedBytes) {
    int part = Math.min(size, allowedBytes);
    int frame = Math.min(part, stream.largestFrame());
    while (frame < part) {
      frame(ctx, frame);
      part -= frame;
    }
    if (part > 0 || size == 0) {
      frame(ctx, part);
    }
  }

  private void frame(ChannelHandlerContext ctx, int length) {
    boolean last = length == size;
    boolean small = length <= SMALL;
    ByteBuf head = ctx.alloc().directBuffer(small ? HEADER + length : HEADER);
    head.writeMedium(length);
    head.writeByte(Http2FrameTypes.DATA);
    head.writeByte(last && end != null ? END_STREAM : 0);
    head.writeInt(stream.id());
    ChannelPromise left = last && end != null ? end : ctx.voidPromise();
    if (small) {
      head.writeBytes(bytes, length);
      if (last) {
        bytes.release();
      }
      write(ctx, head, left);
    } else {
      write(ctx, head, ctx.voidPromise());
      write(ctx, last ? bytes : bytes.readRetainedSlice(length), left);
    }
    size -= length;
    stream.sent(length);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, which is told
  private static void write(ChannelHandlerContext ctx, ByteBuf out, ChannelPromise left) {
    ctx.write(out, left);
  }

  @Override
  public void writeComplete() {
    if (end != null) {
      stream.ended(end);
    }
  }

  /** The stream is gone before these bytes were sent. */
  @Override
  public void error(@Nullable ChannelHandlerContext ctx, Throwable cause) {
    bytes.release();
    if (end != null) {
      end.tryFailure(cause);
    }
    stream.sent(size);
  }

  /**
   * Small pieces that wait become one: each by itself would cost many times its bytes, and whoever
   * writes a byte at a time towards a closed window could make thousands of them.
   */
  @Override
  public boolean merge(ChannelHandlerContext ctx, FlowControlled next) {
    if (!(next instanceof DataPiece piece)
        || end != null
        || piece.end != null
        || piece.size > SMALL
        || size + piece.size > GATHERED) {
      return false;
    }
    if (!gathers || bytes.writableBytes() < piece.size) {
      gatherInto(ctx.alloc().directBuffer(Math.min(2 * (size + piece.size), GATHERED), GATHERED));
    }
    bytes.writeBytes(piece.bytes);
    piece.bytes.release();
    size += piece.size;
    return true;
  }

  private void gatherInto(ByteBuf larger) {
    larger.writeBytes(bytes);
    bytes.release();
    bytes = larger;
    gathers = true;
  }
}
