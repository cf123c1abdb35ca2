package org.ngrokd.server.ssh.screen;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.kit.text.Printable;

/**
 * What a terminal can show, as its client says.
 *
 * @param width in columns
 * @param height in lines
 * @param isUtf8 false: ASCII only
 * @param hasColors whether anything is coloured
 * @param words the language
 */
record Look(int width, int height, boolean isUtf8, boolean hasColors, Words words) {
  private static final int USUAL_WIDTH = 80;
  private static final int USUAL_HEIGHT = 24;
  private static final int MOST_COLUMNS = 300;
  private static final int MOST_LINES = 100;

  /** Terminals that cannot move their cursor, or do not say what they are. */
  private static final Pattern CANNOT_DRAW = Pattern.compile("|dumb|unknown|network|emacs");

  private static final Pattern NO_COLORS = Pattern.compile("vt\\d.*|.*-(m|mono)");

  private static final Pattern SIZE = Pattern.compile("\\d{1,6}");

  /**
   * Of a session with this environment; empty: it has no terminal on which one can draw.
   *
   * @param environment TERM, COLUMNS and LINES from the terminal, and what the client sends of
   *     LC_ALL, LC_MESSAGES and LANG; a client that sends none of these is taken for UTF-8
   */
  static Optional<Look> of(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT);
    if (CANNOT_DRAW.matcher(term).matches()) {
      return Optional.empty();
    }
    String encoding = first(environment, "LC_ALL", "LANG").toLowerCase(Locale.ROOT);
    boolean isUtf8 = encoding.isEmpty() || encoding.matches(".*utf-?8.*");
    boolean isChinese =
        isUtf8 && first(environment, "LC_ALL", "LC_MESSAGES", "LANG").startsWith("zh");
    return Optional.of(
        new Look(
                USUAL_WIDTH,
                USUAL_HEIGHT,
                isUtf8,
                !NO_COLORS.matcher(term).matches(),
                isChinese ? Words.CHINESE : Words.ENGLISH)
            .sized(environment));
  }

  /** The same in a window of another size; 0, or what is no number, is not known. */
  Look sized(Map<String, String> environment) {
    return new Look(
        size(environment.getOrDefault("COLUMNS", ""), USUAL_WIDTH, MOST_COLUMNS),
        size(environment.getOrDefault("LINES", ""), USUAL_HEIGHT, MOST_LINES),
        isUtf8,
        hasColors,
        words);
  }

  private static int size(String told, int usual, int most) {
    int size = SIZE.matcher(told).matches() ? Integer.parseInt(told) : 0;
    return size == 0 ? usual : Math.min(size, most);
  }

  private static String first(Map<String, String> environment, String... names) {
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** How many lines there are for text: the last one stays free for the cursor. */
  int room() {
    return Math.max(1, height - 1);
  }

  /** Without what the terminal cannot show, and without what steers it. */
  String shown(String text) {
    String harmless = Printable.dotted(text);
    return isUtf8 ? harmless : ascii(harmless);
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            each ->
                ascii.append(each < 0x7f ? Character.toString(each) : each == '…' ? "..." : "?"));
    return ascii.toString();
  }

  /** No wider than this many columns. */
  String cut(String text, int columns) {
    return Columns.cut(text, Math.max(0, columns), isUtf8 ? "…" : "~");
  }
}
