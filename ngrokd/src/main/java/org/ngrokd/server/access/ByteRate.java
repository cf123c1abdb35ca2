package org.ngrokd.server.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads "500KiB", "10MiB", "2MB" as bytes per second. */
final class ByteRate {
  /**
   * Below, the bytes of one read would stop a connection for more than a minute. It is rather a
   * unit that was left out.
   */
  private static final long LEAST = 1000;

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9})\\s*(?:([KMG])(i)?B?|B?)(?:/s)?");

  private ByteRate() {}

  /**
   * The number of bytes.
   *
   * @throws IllegalArgumentException when it is no rate
   */
  static long parse(String text) {
    Matcher form = FORM.matcher(text);
    long rate = form.matches() ? Long.parseLong(form.group(1)) * factor(form) : 0;
    if (rate < LEAST) {
      throw new IllegalArgumentException(
          "'" + text + "' is not bytes per second, as 500KiB, 10MiB or 2000000; at least 1KB");
    }
    return rate;
  }

  private static long factor(Matcher form) {
    if (form.group(2) == null) {
      return 1;
    }
    long step = form.group(3) == null ? 1000 : 1024;
    return switch (form.group(2)) {
      case "K" -> step;
      case "M" -> step * step;
      default -> step * step * step;
    };
  }
}
