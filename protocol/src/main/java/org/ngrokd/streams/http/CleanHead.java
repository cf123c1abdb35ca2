package org.ngrokd.streams.http;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;

/**
 * The head of a reply as it should have been written: one blank between the parts of its first
 * line, no version above 1.1, lines that end in CR LF, no blank before a colon, no folded line (RFC
 * 9112, 4, 5.1 and 5.2). Lines that are no header are left out: some programs take the first of
 * them for the end of the head. What is written well keeps its bytes.
 */
final class CleanHead {
  /** What could be taken for one of these, and is none, is refused. */
  private static final List<String> FRAMING = List.of("content-length", "transfer-encoding");

  /** The length of "HTTP/1.1 200". */
  private static final int LINE_BEGIN = 12;

  private static final int MINOR_VERSION = 7;

  private final byte[] head;
  private final ByteArrayOutputStream out;

  /** Whether a folded line would go on a header that was kept. */
  private boolean lineKept;

  private CleanHead(byte[] head) {
    this.head = head;
    this.out = new ByteArrayOutputStream(head.length + 16);
  }

  /**
   * Cleans a head.
   *
   * @param head from the status line to the empty line; not changed
   * @return the same array when there is nothing to do
   * @throws BadMessageException when it can be read in two ways
   */
  static byte[] of(byte[] head) throws BadMessageException {
    return isClean(head) ? head : new CleanHead(head).rewritten();
  }

  /** The header lines of a clean head. */
  static HeaderLines lines(byte[] clean) {
    int start = textEnd(clean, 0) + 2;
    HeaderLines.Builder lines = new HeaderLines.Builder(clean, start, Integer.MAX_VALUE);
    while (clean[start] != '\r') {
      int nameEnd = nameEnd(clean, start);
      int end = textEnd(clean, nameEnd);
      lines.add(start, nameEnd, end, end + 2);
      start = end + 2;
    }
    return lines.build();
  }

  private static boolean isClean(byte[] head) {
    int start = 0;
    int end = textEnd(head, start);
    boolean isLine = isStatusLine(head, end);
    while (isLine && isLineEnd(head, end)) {
      start = end + 2;
      end = textEnd(head, start);
      if (start == end) {
        return isLineEnd(head, end) && end + 2 == head.length;
      }
      int nameEnd = nameEnd(head, start);
      isLine = nameEnd > start && nameEnd < end && head[nameEnd] == ':';
    }
    return false;
  }

  /** Where the first byte stands that is part of no line. */
  private static int textEnd(byte[] head, int start) {
    int end = start;
    while (end < head.length && head[end] != '\r' && head[end] != '\n' && head[end] != 0) {
      end++;
    }
    return end;
  }

  private static boolean isLineEnd(byte[] head, int at) {
    return at + 1 < head.length && head[at] == '\r' && head[at + 1] == '\n';
  }

  private static int nameEnd(byte[] head, int start) {
    int end = start;
    while (end < head.length && Ascii.isToken(head[end])) {
      end++;
    }
    return end;
  }

  /** "HTTP/1.1 200 OK", the words behind the number missing or not. */
  private static boolean isStatusLine(byte[] head, int end) {
    return end >= LINE_BEGIN
        && ResponseHead.mayBegin(head, end)
        && (head[MINOR_VERSION] == '0' || head[MINOR_VERSION] == '1')
        && head[MINOR_VERSION + 1] == ' '
        && isStatus(head, MINOR_VERSION + 2)
        && (end == LINE_BEGIN || head[LINE_BEGIN] == ' ');
  }

  private static boolean isStatus(byte[] head, int at) {
    return isDigit(head[at]) && head[at] != '0' && isDigit(head[at + 1]) && isDigit(head[at + 2]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] rewritten() throws BadMessageException {
    int start = 0;
    int end = lineEnd(start);
    writeStatusLine(end);
    while (end > start || start == 0) {
      start = next(end);
      end = lineEnd(start);
      if (end > start) {
        writeLine(start, end);
      }
    }
    endLine();
    endLine();
    return out.toByteArray();
  }

  /** Where the text of a line ends; a head that ends within it counts as ended. */
  private int lineEnd(int start) throws BadMessageException {
    int end = textEnd(head, start);
    if (end < head.length && head[end] != '\n' && !isLineEnd(head, end)) {
      throw new BadMessageException("control character in the reply's head");
    }
    return end;
  }

  /** Where the next line begins. */
  private int next(int textEnd) {
    return Math.min(head.length, textEnd + (isLineEnd(head, textEnd) ? 2 : 1));
  }

  private void writeStatusLine(int end) throws BadMessageException {
    int status = MINOR_VERSION + 1;
    while (status < end && head[status] == ' ') {
      status++;
    }
    int words = status + 3;
    boolean isStatusLine =
        words <= end
            && status > MINOR_VERSION + 1
            && ResponseHead.mayBegin(head, end)
            && isDigit(head[MINOR_VERSION])
            && isStatus(head, status)
            && (words == end || !isDigit(head[words]));
    if (!isStatusLine) {
      throw new BadMessageException("malformed status line");
    }
    out.write(head, 0, MINOR_VERSION);
    out.write(head[MINOR_VERSION] == '0' ? '0' : '1');
    out.write(' ');
    out.write(head, status, 3);
    if (words < end && head[words] != ' ') {
      out.write(' ');
    }
    out.write(head, words, end - words);
  }

  private void writeLine(int start, int end) throws BadMessageException {
    if (isBlank(head[start])) {
      writeFolded(start, end);
      return;
    }
    int nameEnd = nameEnd(head, start);
    int colon = afterBlanks(nameEnd, end);
    lineKept = nameEnd > start && colon < end && head[colon] == ':';
    if (lineKept) {
      endLine();
      out.write(head, start, nameEnd - start);
      out.write(head, colon, end - colon);
    } else {
      checkHarmless(start, end);
    }
  }

  /** The value of the line before it goes on; behind the first line it is nothing. */
  private void writeFolded(int start, int end) throws BadMessageException {
    checkHarmless(start, end);
    int text = afterBlanks(start, end);
    if (lineKept && text < end) {
      out.write(' ');
      out.write(head, text, end - text);
    }
  }

  private int afterBlanks(int from, int end) {
    int i = from;
    while (i < end && isBlank(head[i])) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private void checkHarmless(int start, int end) throws BadMessageException {
    String line = RequestHead.text(head, start, end).toLowerCase(Locale.ROOT);
    if (FRAMING.stream().anyMatch(line::contains)) {
      throw new BadMessageException("malformed header in the reply");
    }
  }

  private void endLine() {
    out.write('\r');
    out.write('\n');
  }
}
