package org.ngrokd.kit.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import org.jspecify.annotations.Nullable;

/**
 * {@link Pieces} as Netty takes them: one when there is room for it. What waits for a slow reader
 * is charged to {@link AnswerMemory}. Confined to the reader's event loop.
 */
final class PiecesInput implements ChunkedInput<ByteBuf> {
  private final Pieces pieces;
  private final AnswerMemory memory;
  private final AnswerMemory.Lease lease;
  private long progress;

  PiecesInput(Pieces pieces, AnswerMemory memory) {
    this.pieces = pieces;
    this.memory = memory;
    this.lease = memory.lease();
  }

  @Override
  public boolean isEndOfInput() {
    return !pieces.hasNext();
  }

  /** Asked for when those before have gone, but for a little that the connection holds. */
  @Override
  public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) {
    byte[] next = new byte[0];
    while (next.length == 0 && pieces.hasNext()) {
      next = pieces.next();
    }
    if (!lease.hold(next.length)) {
      throw new BusyException(memory.busy());
    }
    progress += next.length;
    return Unpooled.wrappedBuffer(next);
  }

  @Override
  @SuppressWarnings({"deprecation", "InlineMeSuggester"})
  public @Nullable ByteBuf readChunk(ChannelHandlerContext ctx) {
    return readChunk(ctx.alloc());
  }

  @Override
  public long length() {
    return -1; // not known
  }

  @Override
  public long progress() {
    return progress;
  }

  @Override
  public void close() {
    lease.close();
    pieces.close();
  }
}
