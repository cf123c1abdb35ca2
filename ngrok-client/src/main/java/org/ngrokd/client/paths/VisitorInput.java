package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.memory.BufferMemory;

/**
 * What a visitor has sent and no service has got yet. Confined to the event loop of the visitor.
 */
final class VisitorInput {
  /** More than any server lets through; services have limits of their own. */
  private static final int HEAD_LIMIT = 256 * 1024;

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

  /** Takes a head, if its end has come; what has come of it is kept till then. */
  byte @Nullable [] takeHead() throws BadMessageException {
    return heads.read(input);
  }

  /** Takes what belongs to the body of this request. */
  ByteBuf takeBody(Turn current) throws BadMessageException {
    return current.take(input);
  }

  ByteBuf takeAll() {
    ByteBuf all = input;
    input = Unpooled.EMPTY_BUFFER;
    return all;
  }

  /** Frees what is used up. */
  void tidy() {
    if (!input.isReadable()) {
      release();
    }
  }

  void release() {
    takeAll().release();
  }

  /** What it keeps, in bytes. */
  int memory() {
    return (input.isReadable() ? BufferMemory.of(input) : 0) + heads.memory();
  }
}
