package org.ngrokd.server.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads "500KiB", "10MiB", "2MB" as bytes per second. */
final class ByteRate {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*([KMG]?)(i?)B?(?:/s)?");

  private ByteRate() {}

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException when it is no rate
   */
  static long parse(String text) {
    Matcher form = FORM.matcher(text);
    long number = form.matches() ? Long.parseLong(form.group(1)) : 0;
    if (number == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not bytes per second, as 500KiB, 10MiB or 2000000");
    }
    long step = form.group(3).isEmpty() ? 1000 : 1024;
    return switch (form.group(2)) {
      case "K" -> number * step;
      case "M" -> number * step * step;
      case "G" -> number * step * step * step;
      default -> number;
    };
  }
}
