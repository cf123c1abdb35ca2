package org.ngrokd.protocol.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Changes to a head, line by line: all other lines keep their bytes, their order and their place.
 * Added lines come last. Not for several threads at once.
 */
public final class HeadEdit {
  private final List<BiPredicate<HeaderLines, Integer>> dropped = new ArrayList<>();
  private final List<String[]> replaced = new ArrayList<>();
  private final StringBuilder added = new StringBuilder();

  /** Leaves all lines with this name out. */
  public HeadEdit remove(String name) {
    dropped.add((lines, line) -> lines.isNamed(line, name));
    return this;
  }

  /** Leaves all lines out that the predicate finds; it gets the lines and the index of one. */
  public HeadEdit removeIf(BiPredicate<HeaderLines, Integer> predicate) {
    dropped.add(predicate);
    return this;
  }

  /** Gives the lines with this name another value, where they stand. */
  public HeadEdit replace(String name, String value) {
    replaced.add(new String[] {name, value});
    return this;
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException when name or value cannot stand in a head
   */
  public HeadEdit add(String name, String value) {
    if (!isName(name) || !isValue(value)) {
      throw new IllegalArgumentException("not a header: " + name);
    }
    added.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Whether this text can be a header's name. */
  public static boolean isName(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c < 128 && Ascii.isToken((byte) c));
  }

  /** Whether this text can be a header's value: no control characters, no more than 8 bits. */
  public static boolean isValue(String text) {
    return text.chars().allMatch(c -> c < 256 && Ascii.isText((byte) c));
  }

  /**
   * The changed head.
   *
   * @param bytes the whole head
   * @param lines its header lines
   */
  public byte[] apply(byte[] bytes, HeaderLines lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + added.length() + 64);
    int copied = 0;
    for (int line = 0; line < lines.size(); line++) {
      String value = replacement(lines, line);
      if (isDropped(lines, line)) {
        out.write(bytes, copied, lines.start(line) - copied);
        copied = lines.end(line);
      } else if (value != null) {
        out.write(bytes, copied, lines.valueStart(line) - copied);
        write(out, value);
        copied = lines.valueEnd(line);
      }
    }
    int end = emptyLine(bytes);
    out.write(bytes, copied, end - copied);
    write(out, added.toString());
    out.write(bytes, end, bytes.length - end);
    return out.toByteArray();
  }

  private @org.jspecify.annotations.Nullable String replacement(HeaderLines lines, int line) {
    for (String[] each : replaced) {
      if (lines.isNamed(line, each[0])) {
        return each[1];
      }
    }
    return null;
  }

  private boolean isDropped(HeaderLines lines, int line) {
    for (var predicate : dropped) {
      if (predicate.test(lines, line)) {
        return true;
      }
    }
    return false;
  }

  /** Where the empty line at the head's end begins. */
  private static int emptyLine(byte[] bytes) {
    int end = bytes.length - 1;
    return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
  }
}
