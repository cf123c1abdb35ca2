package org.ngrokd.client.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes as people write them: 512, "64KiB", "1 MB". */
final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,12})\\s*(|B|K|KB|KIB|M|MB|MIB|G|GB|GIB)");

  private static final Map<Character, Long> UNITS =
      Map.of('K', 1024L, 'M', 1024L * 1024, 'G', 1024L * 1024 * 1024);

  private ByteSize() {}

  /**
   * A size in bytes. Units are powers of 1024, however they are written.
   *
   * @throws IllegalArgumentException when it is none, or not within the bounds
   */
  static long parse(String key, String text, long least, long most) {
    Matcher form = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          key + " is '" + text + "'; expected a size like 512KiB or 1MiB");
    }
    String unit = form.group(2);
    long factor = unit.isEmpty() ? 1 : UNITS.getOrDefault(unit.charAt(0), 1L);
    long number = Long.parseLong(form.group(1));
    long bytes = number > most / factor ? Long.MAX_VALUE : number * factor;
    if (bytes < least || bytes > most) {
      throw new IllegalArgumentException(
          key + " is '" + text + "'; expected " + least + " to " + most + " bytes");
    }
    return bytes;
  }
}
