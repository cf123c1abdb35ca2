package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the head of a message: everything to its first empty line. Empty lines before it are
 * skipped (RFC 9112, 2.2). Reads one head after the other; not for several threads at once.
 */
public final class HeadReader {
  private static final byte[] NOTHING = {};

  private final int limit;
  private byte[] early = NOTHING;
  private int length;
  private boolean begun;

  /**
   * @param limit the longest head, in bytes
   */
  public HeadReader(int limit) {
    this.limit = limit;
  }

  /**
   * Takes bytes from the buffer up to the end of the head.
   *
   * @return the whole head with its empty line; null when there is more to come, and then the
   *     buffer is empty
   * @throws BadMessageException when the head is longer than the limit
   */
  public byte @Nullable [] read(ByteBuf in) throws BadMessageException {
    if (!begun) {
      skipEmptyLines(in);
    }
    begun |= in.isReadable();
    int end = length == 0 ? end(in) : -1;
    if (end >= 0) {
      return whole(in, end - in.readerIndex());
    }
    return in.isReadable() ? collect(in) : null;
  }

  /** What is kept of a head whose end has not come, in bytes. */
  public int memory() {
    return early.length;
  }

  /** Whether part of a head was read. */
  public boolean isUnderWay() {
    return begun;
  }

  private static void skipEmptyLines(ByteBuf in) {
    while (in.readableBytes() >= 2
        && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n') {
      in.skipBytes(2);
    }
  }

  private byte[] whole(ByteBuf in, int length) throws BadMessageException {
    check(length);
    byte[] head = new byte[length];
    in.readBytes(head);
    begun = false;
    return head;
  }

  /** The head comes in pieces. */
  private byte @Nullable [] collect(ByteBuf in) throws BadMessageException {
    int before = length;
    append(in, Math.min(in.readableBytes(), limit + 1 - before));
    byte[] bytes = early;
    if (before == 1 && isEmptyLine(bytes)) { // skipped like those that come in one piece
      in.readerIndex(in.readerIndex() - (length - 2));
      forget();
      return read(in);
    }
    int end = end(bytes, before, length);
    if (end < 0) {
      check(length);
      return null;
    }
    in.readerIndex(in.readerIndex() - (length - end));
    forget();
    return Arrays.copyOf(bytes, end);
  }

  /** Whoever sends single bytes must not make us copy all that came before each time. */
  private void append(ByteBuf in, int count) {
    if (length + count > early.length) {
      early = Arrays.copyOf(early, Math.min(Math.max(2 * early.length, length + count), limit + 1));
    }
    in.readBytes(early, length, count);
    length += count;
  }

  private void forget() {
    early = NOTHING;
    length = 0;
    begun = false;
  }

  private static boolean isEmptyLine(byte[] bytes) {
    return bytes[0] == '\r' && bytes[1] == '\n';
  }

  private void check(int length) throws BadMessageException {
    if (length > limit) {
      throw new BadMessageException(
          BadMessageException.Kind.TOO_LARGE, "head above " + limit + " bytes");
    }
  }

  /** The index behind the empty line, or -1. */
  private static int end(ByteBuf in) {
    int lineStart = in.readerIndex();
    int end = in.writerIndex();
    for (int lf = in.indexOf(lineStart, end, (byte) '\n');
        lf >= 0;
        lf = in.indexOf(lineStart, end, (byte) '\n')) {
      boolean empty = lf == lineStart || (lf == lineStart + 1 && in.getByte(lineStart) == '\r');
      if (empty && lineStart > in.readerIndex()) {
        return lf + 1;
      }
      lineStart = lf + 1;
    }
    return -1;
  }

  /**
   * The same in an array.
   *
   * @param seen bytes in which there is no end
   * @param length how many there are
   */
  private static int end(byte[] bytes, int seen, int length) {
    for (int i = Math.max(seen, 1); i < length; i++) {
      if (bytes[i] == '\n' && isEmptyLine(bytes, i)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean isEmptyLine(byte[] bytes, int lineFeed) {
    int last = bytes[lineFeed - 1] == '\r' ? lineFeed - 2 : lineFeed - 1;
    return last >= 0 && bytes[last] == '\n';
  }
}
