package org.ngrokd.streams.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;

/**
 * What a buffer really keeps in memory: a slice of one byte keeps the whole buffer that it was cut
 * from.
 */
public final class BufferMemory {
  /** What is kept may be so many times what can be read, before a copy is worth its price. */
  private static final int SPARSE = 4;

  /** What a part of a composite buffer costs beyond its bytes: objects, and the end of a read. */
  private static final int COMPONENT = 1024;

  private BufferMemory() {}

  /** What is below all slices, in bytes. */
  public static int of(ByteBuf buffer) {
    ByteBuf root = buffer;
    for (ByteBuf below = root.unwrap(); below != null; below = root.unwrap()) {
      root = below;
    }
    return root instanceof CompositeByteBuf parts
        ? parts.capacity() + parts.numComponents() * COMPONENT
        : root.capacity();
  }

  /** What it keeps beyond the bytes that can be read, in bytes. */
  public static int beyond(ByteBuf buffer) {
    return Math.max(0, of(buffer) - buffer.readableBytes());
  }

  /**
   * The same bytes in a buffer of their own, where they keep much more than themselves.
   *
   * @param buffer is given away
   */
  public static ByteBuf compact(ByteBuf buffer) {
    int length = buffer.readableBytes();
    if (of(buffer) <= length * SPARSE + COMPONENT) {
      return buffer;
    }
    ByteBuf copy = buffer.alloc().buffer(length, length).writeBytes(buffer);
    buffer.release();
    return copy;
  }
}
