package org.ngrokd.client.reuse;

import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;

/**
 * A visitor's word that the connection ends behind its request. It is meant for the next program on
 * the way, which is this one (RFC 9110, 7.6.1).
 */
final class ClosingWord {
  private static final String CONNECTION = "Connection";

  private ClosingWord() {}

  /** Whether that is all that the request says of its connection. */
  static boolean isIn(RequestHead head) {
    HeaderLines lines = head.headers();
    int line = lines.find(CONNECTION);
    return line >= 0
        && lines.find(CONNECTION, line + 1) < 0
        && lines.value(line).equalsIgnoreCase("close");
  }

  /** The head without it. */
  static byte[] without(RequestHead head) {
    return new HeadEdit().remove(CONNECTION).apply(head.bytes(), head.headers());
  }
}
