package org.ngrokd.kit.text;

import java.time.Duration;
import java.util.Locale;

/** Numbers as they are shown in few columns. */
public final class Numbers {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private Numbers() {}

  public static String bytes(long count) {
    if (count < 1024) {
      return count + " B";
    }
    double value = count;
    int unit = -1;
    while (value >= 1023.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  public static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    if (millis < 1000) {
      return String.format(Locale.ROOT, "%.0f ms", millis);
    }
    return time.toMinutes() < 10
        ? String.format(Locale.ROOT, "%.2f s", millis / 1000)
        : longTime(time.toMinutes());
  }

  /** A WebSocket may stay for days. */
  private static String longTime(long minutes) {
    if (minutes < 600) {
      return minutes + " min";
    }
    return minutes < 6000 ? minutes / 60 + " h" : minutes / 1440 + " d";
  }

  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.2f" : "%.0f", perSecond);
  }
}
