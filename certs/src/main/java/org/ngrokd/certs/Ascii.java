package org.ngrokd.certs;

import java.net.IDN;

/**
 * Names in A-labels. {@link IDN} reads tables of Unicode when it is loaded, which takes a while of
 * a start and most names do not need.
 */
final class Ascii {
  private static final int LONGEST_LABEL = 63;

  private Ascii() {}

  /**
   * As {@link IDN#toASCII(String, int)} has it, but who asks for its ASCII rules has to look at
   * hyphens and stars again.
   *
   * @throws IllegalArgumentException if the name has no A-labels
   */
  static String of(String name, int flags) {
    return isPlain(name) ? name : IDN.toASCII(name, flags);
  }

  private static boolean isPlain(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_LABEL
        && !name.startsWith(".")
        && !name.contains("..")
        && name.chars().allMatch(Ascii::isPlain);
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '*';
  }
}
