package org.ngrokd.server.cli.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.ngrokd.kit.json.JsonValue;

/** Amounts in as few columns as they can be read in: {@code 4.2M}, {@code 3d}, {@code 120}. */
final class Amounts {
  private static final String UNITS = "KMGTP";

  private Amounts() {}

  /** Bytes, in units of 1024: five columns at most. */
  static String bytes(long count) {
    return bytes((double) count);
  }

  static String bytes(double count) {
    double value = count;
    int unit = -1;
    while (value >= 999.5 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return unit < 0 ? number(Math.floor(value)) : number(value) + UNITS.charAt(unit);
  }

  /** A number of which the first digits count: five columns at most for what there is. */
  static String number(double value) {
    boolean isWhole = value >= 9.95 || value == Math.rint(value);
    return String.format(Locale.ROOT, isWhole ? "%.0f" : "%.1f", value);
  }

  /** How long ago a time was: {@code 12s}, {@code 45m}, {@code 12h}, {@code 30d}. */
  static String age(JsonValue time) {
    return time.text()
        .map(text -> span(Duration.between(Instant.parse(text), Instant.now()).toSeconds()))
        .orElse("-");
  }

  /** The same for seconds. */
  static String span(long seconds) {
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < 7200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** Milliseconds: {@code 0.3ms}, {@code 120ms}, {@code 2.1s}. */
  static String millis(JsonValue millis) {
    return millis
        .fraction()
        .map(value -> value < 1000 ? number(value) + "ms" : number(value / 1000) + "s")
        .orElse("-");
  }

  /** A number that was told, or 0. */
  static long of(JsonValue number) {
    return number.number().orElse(0L);
  }

  static double fraction(JsonValue number) {
    return number.fraction().orElse(0.0);
  }
}
