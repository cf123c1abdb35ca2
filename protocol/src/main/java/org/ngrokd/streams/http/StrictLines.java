package org.ngrokd.streams.http;

/**
 * Reads header lines as RFC 9112, 5 writes them: a name, a colon at once, a value without control
 * characters, CR LF. No folded lines.
 */
final class StrictLines {
  private StrictLines() {}

  /**
   * Reads the lines.
   *
   * @param from where the first begins; the head ends with an empty line
   * @param most most lines
   */
  static HeaderLines parse(byte[] bytes, int from, int most) throws BadMessageException {
    HeaderLines.Builder lines = new HeaderLines.Builder(bytes, from, most);
    int start = from;
    int count = 0;
    while (!isEmptyLine(bytes, start)) {
      if (++count > most) {
        throw new BadMessageException(
            BadMessageException.Kind.TOO_LARGE, "more than " + most + " header lines");
      }
      int nameEnd = nameEnd(bytes, start);
      int valueEnd = valueEnd(bytes, nameEnd + 1);
      lines.add(start, nameEnd, valueEnd, valueEnd + 2);
      start = valueEnd + 2;
    }
    return lines.build();
  }

  private static boolean isEmptyLine(byte[] bytes, int start) throws BadMessageException {
    if (start + 1 >= bytes.length) {
      throw new BadMessageException("bare line feed at the end of the head");
    }
    return bytes[start] == '\r' && bytes[start + 1] == '\n';
  }

  private static int nameEnd(byte[] bytes, int start) throws BadMessageException {
    int end = start;
    while (end < bytes.length && Ascii.isToken(bytes[end])) {
      end++;
    }
    if (end == start || end == bytes.length || bytes[end] != ':') {
      throw new BadMessageException("malformed header name");
    }
    return end;
  }

  private static int valueEnd(byte[] bytes, int start) throws BadMessageException {
    int end = start;
    while (end < bytes.length && Ascii.isText(bytes[end])) {
      end++;
    }
    if (end + 1 >= bytes.length || bytes[end] != '\r' || bytes[end + 1] != '\n') {
      throw new BadMessageException("control character in a header");
    }
    return end;
  }
}
