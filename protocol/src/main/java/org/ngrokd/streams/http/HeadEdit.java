package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** An edit without changes. */
  public HeadEdit() {}

  /** The same changes, to which others can be added. */
  public HeadEdit(HeadEdit other) {
    dropped.addAll(other.dropped);
    replaced.addAll(other.replaced);
    added.append(other.added);
  }

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
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128 || !Ascii.isToken((byte) text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether this text can be a header's value: no control characters, no more than 8 bits. */
  public static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 256 || !Ascii.isText((byte) text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The changed head.
   *
   * @param bytes the whole head
   * @param lines its header lines
   */
  public byte[] apply(byte[] bytes, HeaderLines lines) {
    byte[] more = added.toString().getBytes(StandardCharsets.ISO_8859_1);
    Output out = new Output(bytes, more.length + replacedLength());
    for (int line = 0; line < lines.size(); line++) {
      String value = replacement(lines, line);
      if (isDropped(lines, line)) {
        out.copyTo(lines.start(line));
        out.skipTo(lines.end(line));
      } else if (value != null) {
        out.copyTo(lines.valueStart(line));
        out.write(value.getBytes(StandardCharsets.ISO_8859_1));
        out.skipTo(lines.valueEnd(line));
      }
    }
    out.copyTo(emptyLine(bytes));
    out.write(more);
    out.copyTo(bytes.length);
    return out.bytes();
  }

  private int replacedLength() {
    int length = 0;
    for (String[] each : replaced) {
      length += each[1].length();
    }
    return length;
  }

  /** The changed head as it comes about. */
  private static final class Output {
    private final byte[] from;
    private byte[] out;
    private int read;
    private int written;

    Output(byte[] from, int more) {
      this.from = from;
      this.out = new byte[from.length + more];
    }

    /** Copies everything before this place that was not passed yet. */
    void copyTo(int place) {
      int length = place - read;
      ensure(length);
      System.arraycopy(from, read, out, written, length);
      written += length;
      read = place;
    }

    void skipTo(int place) {
      read = place;
    }

    void write(byte[] bytes) {
      ensure(bytes.length);
      System.arraycopy(bytes, 0, out, written, bytes.length);
      written += bytes.length;
    }

    /** One replacement may stand for several lines. */
    private void ensure(int more) {
      if (written + more > out.length) {
        out = Arrays.copyOf(out, 2 * (written + more));
      }
    }

    byte[] bytes() {
      return written == out.length ? out : Arrays.copyOf(out, written);
    }
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
}
