package org.ngrokd.kit.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@link Pieces} as Netty takes them: one when there is room for it. What waits for a slow reader
 * is charged to {@link AnswerMemory}. Confined to the reader's event loop.
 */
final class PiecesInput implements ChunkedInput<ByteBuf> {
  private final Pieces pieces;
  private final AnswerMemory memory;
  private final AnswerMemory.Lease lease;
  private final Runnable resume;
  private long progress;
  private @Nullable CompletableFuture<Optional<byte[]>> awaited;
  private boolean isOver;

  /**
   * @param resume is run when a piece is there that was not when it was asked for
   */
  PiecesInput(Pieces pieces, AnswerMemory memory, Runnable resume) {
    this.pieces = pieces;
    this.resume = resume;
    this.memory = memory;
    this.lease = memory.lease();
  }

  @Override
  public boolean isEndOfInput() {
    return pieces.source().isPresent() ? isOver : !pieces.hasNext();
  }

  /** Asked for when those before have gone, but for a little that the connection holds. */
  @Override
  public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) {
    return pieces.source().isPresent() ? later(pieces.source().get()) : atOnce();
  }

  private @Nullable ByteBuf later(Pieces.Source source) {
    CompletableFuture<Optional<byte[]>> next = awaited;
    if (next == null) {
      next = source.next().toCompletableFuture();
      awaited = next;
      if (!next.isDone()) {
        var unused = next.whenComplete((piece, failure) -> resume.run());
        return null;
      }
    } else if (!next.isDone()) {
      return null;
    }
    awaited = null;
    Optional<byte[]> piece = next.join();
    isOver = piece.isEmpty();
    return charged(piece.orElse(new byte[0]));
  }

  private ByteBuf atOnce() {
    byte[] next = new byte[0];
    while (next.length == 0 && pieces.hasNext()) {
      next = pieces.next();
    }
    return charged(next);
  }

  private ByteBuf charged(byte[] next) {
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
