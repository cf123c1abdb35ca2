package org.ngrokd.kit.text;

/**
 * Makes text from outside harmless for whoever reads it: in a terminal, in a log, in a program that
 * reads the log. The one place that knows what must not be shown as it is.
 *
 * <p>What steers a terminal (the control characters C0 and C1), turns the direction of what is read
 * (bidi), shows nothing (zero width, tags), ends a line where a program does not expect it (U+2028)
 * or is half a character is written as an escape: {@code \x1b}, {@code \u202e}.
 */
public final class Printable {
  /**
   * How many characters of a field from outside are shown. An honest version, name or id is
   * shorter; of the rest nobody has a use.
   */
  public static final int FIELD = 64;

  /** How many characters of a sentence from outside, such as a refusal, are shown. */
  public static final int SENTENCE = 512;

  private static final char CUT = '…';

  private Printable() {}

  /** Whether a character can be shown as it is. */
  public static boolean is(int codePoint) {
    if (codePoint < 0x7f) {
      return codePoint >= ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** The text on one line. */
  public static String line(String text) {
    int harmless = harmlessStart(text);
    if (harmless == text.length()) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 32).append(text, 0, harmless);
    text.substring(harmless).codePoints().forEach(each -> append(line, each));
    return line.toString();
  }

  /** The text on one line, and no more of it than this many characters and an ellipsis. */
  public static String line(String text, int most) {
    return line(cut(text, most));
  }

  /** One field of what somebody sent, within a line. */
  public static String field(String text) {
    return line(text, FIELD);
  }

  /** A sentence of somebody else's, within a line. */
  public static String sentence(String text) {
    return line(text, SENTENCE);
  }

  /** Without escapes, which would take room: what cannot be shown is a dot. */
  public static String dotted(String text) {
    if (harmlessStart(text) == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(each -> safe.appendCodePoint(is(each) ? each : '·'));
    return safe.toString();
  }

  private static int harmlessStart(String text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (!is(codePoint)) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private static void append(StringBuilder line, int codePoint) {
    if (is(codePoint)) {
      line.appendCodePoint(codePoint);
    } else if (codePoint <= 0xff) {
      line.append("\\x%02x".formatted(codePoint));
    } else if (Character.isBmpCodePoint(codePoint)) {
      line.append("\\u%04x".formatted(codePoint));
    } else {
      line.append("\\U%08x".formatted(codePoint));
    }
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + CUT;
  }
}
