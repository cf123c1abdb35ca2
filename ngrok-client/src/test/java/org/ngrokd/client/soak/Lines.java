package org.ngrokd.client.soak;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads heads of HTTP messages from a blocking stream. */
final class Lines {
  private static final int LONGEST = 16 * 1024;

  private Lines() {}

  /**
   * A head: its first line under "", its headers under their names in lower case.
   *
   * @return empty when the stream ends before the first byte
   */
  static Map<String, String> head(InputStream in) throws IOException {
    Map<String, String> head = new LinkedHashMap<>();
    for (String line = line(in, true); !line.isEmpty(); line = line(in, false)) {
      int colon = line.indexOf(": ");
      if (head.isEmpty()) {
        head.put("", line);
      } else if (colon > 0) {
        head.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
      }
    }
    return head;
  }

  private static String line(InputStream in, boolean mayEnd) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (mayEnd && line.isEmpty()) {
          return "";
        }
        throw new EOFException("ended in a head");
      }
      if (line.length() > LONGEST) {
        throw new IOException("a line without an end");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
