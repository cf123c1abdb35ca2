package org.ngrokd.kit.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Lets tabs stand between tokens, as Go's YAML reader and YAML 1.1 do: behind a colon, before a
 * comment, and anywhere within braces. Not as indentation, and never within a text.
 */
final class YamlTabs {
  /** A file with more than this many is no config file; each costs a reading of the file. */
  private static final int MOST = 500;

  private YamlTabs() {}

  /** What the parser makes of the text, where it stumbles over no tab that may stand there. */
  static @Nullable Node asBlanks(String text, Function<String, @Nullable Node> parser) {
    StringBuilder read = new StringBuilder(text);
    for (int tabs = 0; ; tabs++) {
      try {
        return parser.apply(read.toString());
      } catch (MarkedYAMLException e) {
        int at = where(e, read);
        if (at < 0 || tabs == MOST || !mayStand(read, at)) {
          throw e;
        }
        for (int i = at; i < read.length() && read.charAt(i) == '\t'; i++) {
          read.setCharAt(i, ' ');
        }
      }
    }
  }

  /** The tab that the parser stumbled over; negative when it was something else. */
  private static int where(MarkedYAMLException e, CharSequence text) {
    if (e.getProblemMark() == null) {
      return -1;
    }
    int codePoints = e.getProblemMark().getIndex();
    try {
      int at = Character.offsetByCodePoints(text, 0, codePoints);
      return at < text.length() && text.charAt(at) == '\t' ? at : -1;
    } catch (IndexOutOfBoundsException beyond) {
      return -1;
    }
  }

  private static boolean mayStand(CharSequence text, int tab) {
    int before = tab - 1;
    while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
      before--;
    }
    boolean isIndentation = before < 0 || isLineEnd(text.charAt(before)) || isItem(text, before);
    return !isIndentation || isWithinBraces(text, tab);
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** Whether the character is the dash before a list's item: what follows is indented by it. */
  private static boolean isItem(CharSequence text, int at) {
    char c = text.charAt(at);
    return (c == '-' || c == '?')
        && (at == 0 || isLineEnd(text.charAt(at - 1)) || text.charAt(at - 1) == ' ');
  }

  private static boolean isWithinBraces(CharSequence text, int end) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        i += quote == '"' && c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if ((c == '"' || c == '\'') && beginsToken(text, i)) {
        quote = c;
      } else if (c == '#' && beginsToken(text, i)) {
        while (i < end && !isLineEnd(text.charAt(i))) {
          i++;
        }
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return depth > 0;
  }

  private static boolean beginsToken(CharSequence text, int at) {
    return at == 0 || " \t\r\n{[,:".indexOf(text.charAt(at - 1)) >= 0;
  }
}
