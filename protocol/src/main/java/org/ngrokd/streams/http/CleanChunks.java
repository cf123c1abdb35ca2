package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a reply as they should have been written: blanks behind a size are left out, and a
 * bare line feed gets its carriage return. A program behind us that takes only one of the two for
 * the end of a line would see other chunks, and so another end. A buffer in which nothing has to be
 * put right passes as a slice.
 */
final class CleanChunks implements PassingBody, ChunkListener {
  private final ChunkedBody chunks = new ChunkedBody(this, Optional.empty());
  private ByteBuf in = Unpooled.EMPTY_BUFFER;

  /** What passes of the buffer instead of it. */
  private @Nullable ByteBuf copy;

  @Override
  public void pass(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException {
    in = bytes;
    try {
      var unused = chunks.scan(bytes);
    } finally {
      ByteBuf passed = upTo(chunks.place());
      if (passed.isReadable()) {
        out.accept(passed);
      } else {
        passed.release();
      }
    }
  }

  private ByteBuf upTo(int end) {
    ByteBuf written = copy;
    copy = null;
    int left = end - in.readerIndex();
    return written == null ? in.readRetainedSlice(left) : written.writeBytes(in, left);
  }

  /** From here on the buffer does not pass as it is. */
  private ByteBuf copiedUpTo(int place) {
    ByteBuf written = copy == null ? in.alloc().buffer(in.readableBytes() + 16) : copy;
    copy = written;
    return written.writeBytes(in, place - in.readerIndex());
  }

  @Override
  public void blank(int place) {
    var unused = copiedUpTo(place);
    in.skipBytes(1);
  }

  @Override
  public void padding() {
    // its blanks were left out
  }

  @Override
  public void bareLineFeed(int place) {
    copiedUpTo(place).writeByte('\r');
  }

  @Override
  public boolean isDone() {
    return chunks.isDone();
  }
}
