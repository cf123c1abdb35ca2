package org.ngrokd.streams.http;

import java.util.Arrays;

/**
 * Reads a request's header lines as generously as can be, for one who only watches: a name is what
 * stands before the first colon, lines end at a line feed, a folded line goes on the value before
 * it. Only what has no colon is refused.
 */
final class LooseLines {
  private final byte[] bytes;
  private final HeaderLines.Builder lines;

  private LooseLines(byte[] bytes) {
    this.bytes = bytes;
    this.lines = new HeaderLines.Builder(bytes);
  }

  /**
   * Reads the lines.
   *
   * @param head to its empty line; not changed
   * @param from where the first begins
   */
  static HeaderLines parse(byte[] head, int from) throws BadMessageException {
    return new LooseLines(unfolded(head, from)).read(from);
  }

  /** Blanks in the place of each end of a line behind which the next is folded. */
  private static byte[] unfolded(byte[] head, int from) {
    byte[] plain = head;
    for (int i = from; i < head.length - 1; i++) {
      if (head[i] == '\n' && isBlank(head[i + 1])) {
        plain = plain == head ? Arrays.copyOf(head, head.length) : plain;
        plain[i] = ' ';
        plain[i - 1] = head[i - 1] == '\r' ? (byte) ' ' : head[i - 1];
      }
    }
    return plain;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private HeaderLines read(int from) throws BadMessageException {
    int start = from;
    int lineFeed = indexOf('\n', start);
    int end = textEnd(start, lineFeed);
    while (end > start) {
      int colon = indexOf(':', start);
      if (colon >= end || colon == start) {
        throw new BadMessageException("malformed header name");
      }
      lines.add(start, colon, end, lineFeed + 1);
      start = lineFeed + 1;
      lineFeed = indexOf('\n', start);
      end = textEnd(start, lineFeed);
    }
    return lines.build();
  }

  private int textEnd(int start, int lineFeed) {
    return lineFeed > start && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
  }

  /** The length where there is none. */
  private int indexOf(char wanted, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != wanted) {
      i++;
    }
    return i;
  }
}
