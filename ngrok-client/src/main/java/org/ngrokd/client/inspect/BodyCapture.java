package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/** Keeps the beginning of a body or a message. Guarded by who has it. */
final class BodyCapture {
  private static final int FIRST = 1024;

  private final int limit;
  private final LongPredicate memory;
  private byte[] bytes = new byte[0];
  private int length;
  private long size;
  private boolean isFull;
  private boolean isReleased;
  private List<Header> trailers = List.of();

  /**
   * @param limit how much is kept, in bytes
   * @param memory takes so many bytes, or says that there are none left
   */
  BodyCapture(int limit, LongPredicate memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /** Counts these bytes, which are left as they are, and keeps what it can. */
  void add(ByteBuf part) {
    size += part.readableBytes();
    int wanted = isFull ? 0 : Math.min(part.readableBytes(), limit - length);
    if (wanted > 0 && grownTo(length + wanted)) {
      part.getBytes(part.readerIndex(), bytes, length, wanted);
      length += wanted;
    }
  }

  /** Counts a byte, and keeps it if it can. */
  void add(byte next) {
    size++;
    if (!isFull() && grownTo(length + 1)) {
      bytes[length++] = next;
    }
  }

  /** Counts bytes that are not kept, after which none can be. */
  void skip(long count) {
    size += count;
    isFull |= count > 0;
  }

  /** Whether nothing of what comes will be kept. */
  boolean isFull() {
    return isFull || length == limit;
  }

  private boolean grownTo(int needed) {
    if (needed > bytes.length) {
      int capacity = Math.min(limit, Math.max(Math.max(FIRST, needed), 2 * bytes.length));
      if (!memory.test(capacity - bytes.length)) {
        isFull = true; // a hole in the middle would be worse than an end
        return false;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    return true;
  }

  /** All of them, or none where there is no memory or nothing is kept any more. */
  void trailers(List<Header> seen) {
    trailers = !isReleased && memory.test(Header.memoryOf(seen)) ? seen : List.of();
  }

  /** A copy of what was kept. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** All of it that has passed, in bytes. */
  long size() {
    return size;
  }

  /** Forgets what was kept, keeps no more, and gives the memory back. */
  void release() {
    boolean unused = memory.test(-(bytes.length + Header.memoryOf(trailers)));
    bytes = new byte[0];
    trailers = List.of();
    length = 0;
    isFull = true;
    isReleased = true;
  }

  /** As it stands; what is added later does not change it. */
  SeenBody seen() {
    return new SeenBody(ByteBuffer.wrap(bytes, 0, length).slice(), size, trailers);
  }
}
