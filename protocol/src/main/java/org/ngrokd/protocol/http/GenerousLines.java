package org.ngrokd.protocol.http;

import java.util.List;
import java.util.Locale;

/**
 * Reads the header lines of a reply: lines may end in a bare line feed, and lines that are none
 * pass unread, unless they could be taken for one that says where the body ends.
 */
final class GenerousLines {
  private static final List<String> FRAMING = List.of("content-length", "transfer-encoding");

  private static final int SHORTEST = "content-length".length();

  private GenerousLines() {}

  /**
   * Reads the lines.
   *
   * @param from where the first begins; the head ends with an empty line
   */
  static HeaderLines parse(byte[] bytes, int from) throws BadMessageException {
    HeaderLines.Builder lines = new HeaderLines.Builder(bytes);
    int start = from;
    boolean afterFraming = false;
    while (start < bytes.length) {
      int end = lineEnd(bytes, start);
      int valueEnd = end >= start + 2 && bytes[end - 2] == '\r' ? end - 2 : end - 1;
      int nameEnd = nameEnd(bytes, start, valueEnd);
      if (nameEnd > start && nameEnd < valueEnd && bytes[nameEnd] == ':') {
        lines.add(start, nameEnd, valueEnd, end);
        afterFraming = isFraming(bytes, start, nameEnd);
      } else {
        checkHarmless(lower(bytes, start, valueEnd), afterFraming);
      }
      start = end;
    }
    return lines.build();
  }

  private static int lineEnd(byte[] bytes, int start) throws BadMessageException {
    int i = start;
    while (i < bytes.length && bytes[i] != '\n') {
      boolean bareReturn = bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n');
      if (bytes[i] == 0 || bareReturn) {
        throw new BadMessageException("control character in the reply's head");
      }
      i++;
    }
    return Math.min(i + 1, bytes.length);
  }

  private static int nameEnd(byte[] bytes, int start, int valueEnd) {
    int end = start;
    while (end < valueEnd && Ascii.isToken(bytes[end])) {
      end++;
    }
    return end;
  }

  private static void checkHarmless(String line, boolean afterFraming) throws BadMessageException {
    boolean folded = line.startsWith(" ") || line.startsWith("\t");
    if ((folded && afterFraming) || FRAMING.stream().anyMatch(line::contains)) {
      throw new BadMessageException("malformed header in the reply");
    }
  }

  private static boolean isFraming(byte[] bytes, int start, int end) {
    boolean mayBe = end - start >= SHORTEST && "cCtT".indexOf(bytes[start]) >= 0; // hardly ever
    return mayBe && FRAMING.contains(lower(bytes, start, end));
  }

  private static String lower(byte[] bytes, int start, int end) {
    return RequestHead.text(bytes, start, end).toLowerCase(Locale.ROOT);
  }
}
