package org.ngrokd.streams.http;

/** Classes of characters in HTTP. RFC 9110, 5.6. */
final class Ascii {
  private static final String MARKS = "!#$%&'*+-.^_`|~";
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 0; c < TOKEN.length; c++) {
      TOKEN[c] =
          isBetween(c, '0', '9')
              || isBetween(c, 'A', 'Z')
              || isBetween(c, 'a', 'z')
              || MARKS.indexOf(c) >= 0;
    }
  }

  private Ascii() {}

  private static boolean isBetween(char c, char first, char last) {
    return c >= first && c <= last;
  }

  /** Part of a method or of a header's name. */
  static boolean isToken(byte b) {
    return b >= 0 && TOKEN[b];
  }

  /** Part of a header's value: anything but control characters, the tab excepted. */
  static boolean isText(byte b) {
    return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
  }

  /** Part of a request's target: anything but control characters and blanks. */
  static boolean isTarget(byte b) {
    return b < 0 || (b > ' ' && b != 0x7f);
  }
}
