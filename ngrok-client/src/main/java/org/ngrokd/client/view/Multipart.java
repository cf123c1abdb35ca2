package org.ngrokd.client.view;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ngrokd.client.inspect.Header;

/**
 * Takes a multipart body apart. Lines may end with a line feed alone, as some programs write them.
 * Protocol: RFC 2046 §5.1.
 */
final class Multipart {
  private final byte[] body;
  private final byte[] delimiter;
  private final int most;
  private final List<Part> parts = new ArrayList<>();

  private Multipart(byte[] body, String boundary, int most) {
    this.most = most;
    this.body = body;
    this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One part. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(List<Header> headers, byte[] body) {}

  /** A line with the boundary: where it begins, and where the next line does. */
  private record Delimiter(int start, int next, boolean isLast) {}

  /**
   * The parts between the boundaries; the last may be cut.
   *
   * @param most that are looked for
   */
  static List<Part> parts(byte[] body, String boundary, int most) {
    return new Multipart(body, boundary, most).parts();
  }

  private List<Part> parts() {
    Delimiter before = next(0);
    while (!before.isLast && parts.size() < most) {
      Delimiter after = next(before.next);
      part(before.next, after.start);
      before = after;
    }
    return parts;
  }

  /** The next line with the boundary; the end of the body where there is none. */
  private Delimiter next(int from) {
    for (int at = from; at + delimiter.length <= body.length; at = lineEnd(at)) {
      int end = at + delimiter.length;
      if (Arrays.equals(body, at, end, delimiter, 0, delimiter.length)) {
        boolean isLast = end + 2 <= body.length && body[end] == '-' && body[end + 1] == '-';
        int padding = isLast ? end + 2 : end;
        if (isBlank(padding)) {
          return new Delimiter(at, lineEnd(padding), isLast);
        }
      }
    }
    return new Delimiter(body.length, body.length, true);
  }

  /** Where the next line begins. */
  private int lineEnd(int from) {
    int at = from;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, body.length);
  }

  /** Whether only blanks follow in the line. */
  private boolean isBlank(int from) {
    int at = from;
    while (at < body.length && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r')) {
      at++;
    }
    return at == body.length || body[at] == '\n';
  }

  private void part(int begin, int end) {
    List<Header> headers = new ArrayList<>();
    int at = begin;
    while (at < end) {
      int next = lineEnd(at);
      String line = new String(body, at, next - at, StandardCharsets.UTF_8);
      at = next;
      if (line.equals("\r\n") || line.equals("\n")) {
        parts.add(new Part(headers, Arrays.copyOfRange(body, at, Math.max(at, bodyEnd(end)))));
        return;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
      }
    }
  }

  /** The end of the line before the boundary belongs to the boundary. */
  private int bodyEnd(int end) {
    if (end == body.length || body[end - 1] != '\n') {
      return end;
    }
    return end >= 2 && body[end - 2] == '\r' ? end - 2 : end - 1;
  }
}
