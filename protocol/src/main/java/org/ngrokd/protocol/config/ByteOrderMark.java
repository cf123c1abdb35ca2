package org.ngrokd.protocol.config;

/** What some Windows editors put before the text of a UTF-8 file. */
public final class ByteOrderMark {
  private static final String MARK = "\uFEFF";

  private ByteOrderMark() {}

  /** The text without it. */
  public static String removed(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }
}
