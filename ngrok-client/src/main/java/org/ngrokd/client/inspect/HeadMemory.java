package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Knows what one decoder holds: the head that is arriving, and bytes that make no whole yet. These
 * are copied out, for they would keep the whole buffer alive into which they were read. Confined to
 * the event loop of the connection.
 */
final class HeadMemory implements ByteToMessageDecoder.Cumulator, HttpHeadersFactory {
  /** The shortest copy, in bytes. */
  private static final int SHORTEST = 256;

  /** Each line is there twice: as it was sent, and for those who look for its name. */
  private static final int COPIES = 2;

  private ByteBuf own = Unpooled.EMPTY_BUFFER;
  private long heads;
  private int longestLine;

  /** What is held, in bytes, with these bytes that are left. */
  long held(ByteBuf left) {
    return left.capacity() + heads + longestLine;
  }

  boolean isForeign(ByteBuf left) {
    return left.isReadable() && !isOwn(left);
  }

  @SuppressWarnings("ReferenceEquality") // equal bytes are not enough
  private boolean isOwn(ByteBuf left) {
    return left == own;
  }

  /** The first line of a message. */
  void line(String[] parts) {
    int length = 0;
    for (String part : parts) {
      length += part.length();
    }
    longestLine = Math.max(longestLine, length);
    heads += 2L * length;
  }

  /** A header line. */
  private void line(Header line) {
    longestLine = Math.max(longestLine, line.name().length() + line.value().length());
    heads += COPIES * line.memory();
  }

  /** The decoder has given this away; behind the last of a message it holds nothing of it. */
  void decoded(Object part) {
    if (part instanceof LastHttpContent) {
      heads = 0;
    }
  }

  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf left, ByteBuf next) {
    if (!left.isReadable()) {
      left.release();
      return next;
    }
    if (isOwn(left) && own.writableBytes() >= next.readableBytes()) {
      own.writeBytes(next);
      next.release();
      return own;
    }
    int length = left.readableBytes() + next.readableBytes();
    ByteBuf joined = Unpooled.buffer(Math.max(SHORTEST, Integer.highestOneBit(length) << 1));
    joined.writeBytes(left).writeBytes(next);
    left.release();
    next.release();
    own = joined;
    return joined;
  }

  @Override
  public HttpHeaders newHeaders() {
    return new SentHeaders(this::line);
  }

  @Override
  public HttpHeaders newEmptyHeaders() {
    return newHeaders();
  }
}
