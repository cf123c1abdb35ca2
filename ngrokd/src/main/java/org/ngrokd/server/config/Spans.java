package org.ngrokd.server.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long something is: {@code 90s}, {@code 15m}, {@code 12h} or {@code 30d}. */
public final class Spans {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

  private Spans() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with what is allowed, when it is none, or nothing
   */
  public static Duration parse(String key, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(1)) == 0) {
      throw new IllegalArgumentException(
          key + " is '" + text + "'; expected a number with s, m, h or d, as 12h or 30d");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
