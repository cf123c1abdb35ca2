package org.ngrokd.client.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.memory.BufferMemory;

/** What a visitor has sent and the service has not got yet. Confined to one event loop. */
final class RequestInput {
  private static final int HEAD_LIMIT = 256 * 1024;
  private static final int MOST_LINES = 1000;

  private final HeadReader heads = new HeadReader(HEAD_LIMIT);
  private ByteBuf input = Unpooled.EMPTY_BUFFER;

  void add(ByteBuf bytes) {
    input =
        input.isReadable()
            ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ByteBufAllocator.DEFAULT, input, bytes)
            : bytes;
  }

  boolean isReadable() {
    return input.isReadable();
  }

  /** Whether nothing of a request has come. */
  boolean isBetweenRequests() {
    return !heads.isUnderWay() && !input.isReadable();
  }

  /** Takes a head, if its end has come; what has come of it is kept till then. */
  @Nullable RequestHead takeHead() throws BadMessageException {
    byte[] head = heads.read(input);
    return head == null ? null : RequestHead.parse(head, MOST_LINES);
  }

  /** What there is; who reads it takes what belongs to a body. */
  ByteBuf bytes() {
    return input;
  }

  /** Frees what is used up. */
  void tidy() {
    if (!input.isReadable()) {
      release();
    }
  }

  void release() {
    ByteBuf used = input;
    input = Unpooled.EMPTY_BUFFER;
    used.release();
  }

  /** What it keeps, in bytes. */
  int memory() {
    return (input.isReadable() ? BufferMemory.of(input) : 0) + heads.memory();
  }
}
