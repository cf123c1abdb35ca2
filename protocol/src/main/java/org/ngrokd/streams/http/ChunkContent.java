package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the chunks of a body hold, for one who only watches: liberties that do not hide where it
 * ends are let pass.
 */
final class ChunkContent implements PassingBody, ChunkListener {
  private static final byte[] NOTHING = {};
  private static final int FIRST = 64;

  private final ChunkedBody chunks = new ChunkedBody(this, Optional.empty());
  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private Consumer<ByteBuf> out = ByteBuf::release;
  private byte[] trailer = NOTHING;
  private int length;

  @Override
  public void pass(ByteBuf bytes, Consumer<ByteBuf> to) throws BadMessageException {
    in = bytes;
    out = to;
    bytes.skipBytes(chunks.scan(bytes));
  }

  @Override
  public void data(int place, int bytes) {
    out.accept(in.retainedSlice(place, bytes));
  }

  @Override
  public void trailer(byte b) {
    if (length == trailer.length) {
      trailer = Arrays.copyOf(trailer, Math.max(FIRST, 2 * length));
    }
    trailer[length++] = b;
  }

  @Override
  public HeaderLines trailers() {
    HeaderLines.Builder lines = new HeaderLines.Builder(trailer);
    int start = 0;
    int nameEnd = -1;
    for (int i = 0; i < length; i++) {
      if (trailer[i] == ':' && nameEnd < start) {
        nameEnd = i;
      } else if (trailer[i] == '\n') {
        lines.add(start, nameEnd, i, i + 1);
        start = i + 1;
      }
    }
    return lines.build();
  }

  @Override
  public int memory() {
    return trailer.length;
  }

  @Override
  public boolean isDone() {
    return chunks.isDone();
  }

  @Override
  public void blank(int place) {
    // no part of the body
  }

  @Override
  public void padding() {
    // read alike by everybody
  }

  @Override
  public void bareLineFeed(int place) {
    // the same
  }
}
