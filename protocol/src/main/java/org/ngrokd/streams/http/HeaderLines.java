package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The header lines of a head, each where it stands in the head's bytes. Immutable.
 *
 * <p>Names are compared as HTTP does: ASCII letters in any case.
 */
public final class HeaderLines {
  /** No lines. */
  public static final HeaderLines NONE = new HeaderLines(new byte[0], new int[0], 0);

  /** start of line, end of name, start of value, end of value, end of line. */
  private static final int FIELDS = 5;

  private final byte[] bytes;
  private final int[] places;
  private final int count;

  private HeaderLines(byte[] bytes, int[] places, int count) {
    this.bytes = bytes;
    this.places = places;
    this.count = count;
  }

  /** Collects lines while a head is read. */
  static final class Builder {
    private static final int USUAL = 16;

    private final byte[] bytes;
    private int[] places;
    private int count;

    Builder(byte[] bytes) {
      this.bytes = bytes;
      this.places = new int[USUAL * FIELDS];
    }

    /**
     * With room for as many lines as there are line feeds, so that a short head takes little.
     *
     * @param bytes the whole head
     * @param from where the first line begins
     * @param most more lines are made room for as they come
     */
    Builder(byte[] bytes, int from, int most) {
      this.bytes = bytes;
      int lineFeeds = 0;
      for (int i = from; i < bytes.length && lineFeeds < most; i++) {
        lineFeeds += bytes[i] == '\n' ? 1 : 0;
      }
      this.places = new int[Math.max(1, lineFeeds - 1) * FIELDS]; // one ends the head
    }

    /** Adds a line; white space around its value is not part of the value. */
    void add(int start, int nameEnd, int valueEnd, int end) {
      if (count * FIELDS == places.length) {
        places = Arrays.copyOf(places, 2 * places.length);
      }
      int from = nameEnd + 1;
      int to = valueEnd;
      while (from < to && isBlank(bytes[from])) {
        from++;
      }
      while (to > from && isBlank(bytes[to - 1])) {
        to--;
      }
      int at = count * FIELDS;
      places[at] = start;
      places[at + 1] = nameEnd;
      places[at + 2] = from;
      places[at + 3] = to;
      places[at + 4] = end;
      count++;
    }

    HeaderLines build() {
      return new HeaderLines(bytes, places, count);
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** A part of a value without the blanks and tabs around it; other white space is part of it. */
  static String trimmed(String part) {
    int from = 0;
    int to = part.length();
    while (from < to && isBlank((byte) part.charAt(from))) {
      from++;
    }
    while (to > from && isBlank((byte) part.charAt(to - 1))) {
      to--;
    }
    return part.substring(from, to);
  }

  /** How many lines there are. */
  public int size() {
    return count;
  }

  /** The name of a line, as sent. */
  public String name(int line) {
    int at = line * FIELDS;
    return text(places[at], places[at + 1]);
  }

  /** The first character of a line's name, as sent. */
  public char initial(int line) {
    return (char) (bytes[start(line)] & 0xff);
  }

  /** The value of a line, without the white space around it. */
  public String value(int line) {
    int at = line * FIELDS;
    return text(places[at + 2], places[at + 3]);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Where a line begins, an index into the head. */
  int start(int line) {
    return places[line * FIELDS];
  }

  /** Where a line's value begins. */
  int valueStart(int line) {
    return places[line * FIELDS + 2];
  }

  /** Where a line's value ends. */
  int valueEnd(int line) {
    return places[line * FIELDS + 3];
  }

  /** Where the next line begins. */
  int end(int line) {
    return places[line * FIELDS + 4];
  }

  /** Whether a line has this name. */
  public boolean isNamed(int line, String name) {
    return isSame(start(line), places[line * FIELDS + 1], name);
  }

  /** Whether these bytes are this text, in any case. */
  private boolean isSame(int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[from + i]) != lower((byte) text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the line's value is this text, in any case. */
  boolean isValue(int line, String text) {
    return isSame(valueStart(line), valueEnd(line), text);
  }

  /** Whether the line's value is this text, letter by letter. */
  public boolean isExactly(int line, String text) {
    int from = valueStart(line);
    if (valueEnd(line) - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((bytes[from + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  /** The first line with this name, or -1. */
  public int find(String name) {
    return find(name, 0);
  }

  /** The first line with this name from a line on, or -1. */
  public int find(String name, int from) {
    for (int line = from; line < count; line++) {
      if (isNamed(line, name)) {
        return line;
      }
    }
    return -1;
  }

  /** The value of the first line with this name, "" when there is none. */
  public String value(String name) {
    int line = find(name);
    return line < 0 ? "" : value(line);
  }

  /** The values of all lines with this name, in their order. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (int line = find(name); line >= 0; line = find(name, line + 1)) {
      values.add(value(line));
    }
    return values;
  }

  /** Whether each line of this name, if there is one, says one of two words and nothing else. */
  public boolean isOnly(String name, String one, String other) {
    for (int line = find(name); line >= 0; line = find(name, line + 1)) {
      if (!isValue(line, one) && !isValue(line, other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a header that is a list, separated by commas, has this word, in any case. */
  public boolean hasWord(String name, String word) {
    for (int line = find(name); line >= 0; line = find(name, line + 1)) {
      if (hasWord(valueStart(line), valueEnd(line), word)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasWord(int from, int to, String word) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || bytes[i] == ',') {
        if (isWord(start, i, word)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  private boolean isWord(int from, int to, String word) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return isSame(start, end, word);
  }
}
