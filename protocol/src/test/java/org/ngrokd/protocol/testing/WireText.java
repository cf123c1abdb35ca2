package org.ngrokd.protocol.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as tables of tests write them, one in each character: {@code \n} is CR LF, {@code \L} a
 * bare LF, {@code \R} a bare CR, {@code \0} NUL, {@code \t} a tab, {@code \xHH} any byte, {@code
 * {N*text}} that text N times.
 */
public final class WireText {
  private static final Pattern REPEATED = Pattern.compile("\\{([0-9]+)\\*(.*?)\\}");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(n|L|R|0|t|\\\\|x[0-9A-F]{2})", Pattern.DOTALL);

  private WireText() {}

  /** The bytes that are written so. */
  public static String bytes(String written) {
    String repeated =
        REPEATED
            .matcher(written)
            .replaceAll(
                each ->
                    Matcher.quoteReplacement(
                        each.group(2).repeat(Integer.parseInt(each.group(1)))));
    return ESCAPE
        .matcher(repeated)
        .replaceAll(each -> Matcher.quoteReplacement(unescaped(each.group(1))));
  }

  private static String unescaped(String escape) {
    return switch (escape) {
      case "n" -> "\r\n";
      case "L" -> "\n";
      case "R" -> "\r";
      case "0" -> "\0";
      case "t" -> "\t";
      case "\\" -> "\\";
      default -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
    };
  }
}
