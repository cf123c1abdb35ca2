package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A copy of what the visitor sends before an upgrade is answered: only then it is known what it is.
 * Confined to the event loop of the connection.
 */
final class HeldBytes {
  /** More is not kept. */
  static final int MOST = 64 * 1024;

  private static final byte[] NOTHING = {};
  private static final int SHORTEST = 256;

  private byte[] bytes = NOTHING;
  private int length;

  /** Takes all out of the buffer, which stays the caller's; false when that is too much. */
  boolean add(ByteBuf more) {
    int count = more.readableBytes();
    if (count > MOST - length) {
      return false;
    }
    if (length + count > bytes.length) {
      int capacity = Math.max(SHORTEST, Math.max(2 * bytes.length, length + count));
      bytes = Arrays.copyOf(bytes, Math.min(MOST, capacity));
    }
    more.readBytes(bytes, length, count);
    length += count;
    return true;
  }

  /** What they take in memory, in bytes. */
  int memory() {
    return bytes.length;
  }

  /** Gives all of it to the reader, and holds nothing any more, unless the reader adds it again. */
  void take(Consumer<ByteBuf> reader) {
    if (length > 0) {
      ByteBuf all = Unpooled.wrappedBuffer(bytes, 0, length);
      clear();
      reader.accept(all);
    }
  }

  void clear() {
    bytes = NOTHING;
    length = 0;
  }
}
