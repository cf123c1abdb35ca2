package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a head, line by line: all other lines keep their bytes, their order and their place.
 * Added lines come last. Not for several threads at once.
 */
public final class HeadEdit {
  private static final byte[] NOTHING = new byte[0];

  // Most edits change little: what is not asked for is not there.
  private @Nullable List<LineTest> dropped;
  private @Nullable List<String[]> replaced;
  private @Nullable StringBuilder added;
  private byte[] last = NOTHING;

  /** Whether a line is meant. */
  @FunctionalInterface
  public interface LineTest {
    /**
     * Asks about one line.
     *
     * @param line its index
     */
    boolean test(HeaderLines lines, int line);
  }

  /** An edit without changes. */
  public HeadEdit() {}

  /** The same changes, to which others can be added. */
  public HeadEdit(HeadEdit other) {
    dropped = other.dropped == null ? null : new ArrayList<>(other.dropped);
    replaced = other.replaced == null ? null : new ArrayList<>(other.replaced);
    added = other.added == null ? null : new StringBuilder(other.added);
    last = other.last;
  }

  /** Leaves all lines with this name out. */
  public HeadEdit remove(String name) {
    return removeIf((lines, line) -> lines.isNamed(line, name));
  }

  /** Leaves out all lines that are meant. */
  public HeadEdit removeIf(LineTest test) {
    if (dropped == null) {
      dropped = new ArrayList<>(2);
    }
    dropped.add(test);
    return this;
  }

  /** Gives the lines with this name another value, where they stand. */
  public HeadEdit replace(String name, String value) {
    if (replaced == null) {
      replaced = new ArrayList<>(1);
    }
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
    if (added == null) {
      added = new StringBuilder();
    }
    added.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /**
   * Adds lines that {@link #lines} made before, behind all others: what is the same for many heads
   * is written once.
   *
   * @param lines not changed afterwards; those that were given before are not added
   */
  public HeadEdit addLast(byte[] lines) {
    last = lines;
    return this;
  }

  /** What is added, for {@link #addLast} of other edits. */
  public byte[] lines() {
    return added == null ? NOTHING : added.toString().getBytes(StandardCharsets.ISO_8859_1);
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
    byte[] more = lines();
    Output out = new Output(bytes, more.length + last.length + replacedLength());
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
    out.write(last);
    out.copyTo(bytes.length);
    return out.bytes();
  }

  private int replacedLength() {
    int length = 0;
    if (replaced != null) {
      for (String[] each : replaced) {
        length += each[1].length();
      }
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

  private @Nullable String replacement(HeaderLines lines, int line) {
    if (replaced == null) {
      return null;
    }
    for (String[] each : replaced) {
      if (lines.isNamed(line, each[0])) {
        return each[1];
      }
    }
    return null;
  }

  private boolean isDropped(HeaderLines lines, int line) {
    if (dropped == null) {
      return false;
    }
    for (LineTest meant : dropped) {
      if (meant.test(lines, line)) {
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
