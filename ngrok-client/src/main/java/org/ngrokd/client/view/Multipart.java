package org.ngrokd.client.view;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ngrokd.client.inspect.Header;

/** Takes a multipart body apart. Protocol: RFC 2046 §5.1. */
final class Multipart {
  private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

  private Multipart() {}

  /** One part. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(List<Header> headers, byte[] body) {}

  /** The parts between the boundaries; the last may be cut. */
  static List<Part> parts(byte[] body, String boundary) {
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    int at = findLine(body, delimiter, 0);
    while (at >= 0) {
      int begin = at + delimiter.length;
      if (startsWith(body, begin, "--")) {
        break;
      }
      int next = findLine(body, delimiter, begin);
      int end = next < 0 ? body.length : next;
      part(Arrays.copyOfRange(body, Math.min(begin + 2, end), end), next >= 0, parts);
      at = next;
    }
    return parts;
  }

  private static void part(byte[] bytes, boolean isWhole, List<Part> into) {
    boolean hasNoHeaders = startsWith(bytes, 0, "\r\n");
    int blank = find(bytes, BLANK_LINE, 0);
    if (!hasNoHeaders && blank < 0) {
      return;
    }
    int headEnd = hasNoHeaders ? 0 : blank;
    int bodyBegin = hasNoHeaders ? 2 : blank + BLANK_LINE.length;
    int bodyEnd = isWhole ? Math.max(bodyBegin, bytes.length - 2) : bytes.length;
    into.add(
        new Part(
            headers(new String(bytes, 0, headEnd, StandardCharsets.UTF_8)),
            Arrays.copyOfRange(bytes, bodyBegin, bodyEnd)));
  }

  private static List<Header> headers(String head) {
    List<Header> headers = new ArrayList<>();
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
      }
    }
    return headers;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + wanted.length <= bytes.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  /** A line that begins with the delimiter and does not go on with another letter. */
  private static int findLine(byte[] body, byte[] delimiter, int from) {
    int at = find(body, delimiter, from);
    while (at >= 0 && !isLine(body, at, at + delimiter.length)) {
      at = find(body, delimiter, at + 1);
    }
    return at;
  }

  private static boolean isLine(byte[] body, int begin, int end) {
    return (begin == 0 || body[begin - 1] == '\n')
        && (end == body.length || body[end] == '\r' || startsWith(body, end, "--"));
  }

  private static int find(byte[] in, byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= in.length; at++) {
      if (in[at] == wanted[0]
          && Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
