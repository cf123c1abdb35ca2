package org.ngrokd.server.ssh.words;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a command into words as a shell would: at white space, with both kinds of quotes and the
 * backslash. Nothing is expanded.
 */
final class ShellWords {
  private static final char NONE = 0;

  /** What a backslash takes its meaning from within double quotes; elsewhere it stays. */
  private static final String ESCAPED_IN_QUOTES = "\\\"$`\n";

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean isWord;
  private char quote = NONE;

  private ShellWords() {}

  /**
   * The words of a command.
   *
   * @throws IllegalArgumentException when a quote is not closed, or nothing follows a backslash
   */
  static List<String> of(String command) {
    ShellWords shell = new ShellWords();
    int i = 0;
    while (i < command.length()) {
      i += shell.take(command, i);
    }
    if (shell.quote != NONE) {
      throw new IllegalArgumentException(
          "a quote (" + shell.quote + ") is not closed; write \\" + shell.quote + " for the mark");
    }
    shell.end();
    return shell.words;
  }

  /** Reads one character or an escaped one, and says how many that were. */
  private int take(String command, int i) {
    char c = command.charAt(i);
    if (c == '\\' && quote != '\'') {
      return escaped(command, i + 1);
    }
    if (quote != NONE) {
      inQuotes(c);
    } else if (c == '\'' || c == '"') {
      quote = c;
      isWord = true;
    } else if (Character.isWhitespace(c)) {
      end();
    } else {
      append(c);
    }
    return 1;
  }

  private int escaped(String command, int i) {
    if (i == command.length()) {
      throw new IllegalArgumentException("nothing follows the backslash at the end");
    }
    char c = command.charAt(i);
    if (quote != NONE && ESCAPED_IN_QUOTES.indexOf(c) < 0) {
      append('\\');
    }
    append(c);
    return 2;
  }

  private void inQuotes(char c) {
    if (c == quote) {
      quote = NONE;
    } else {
      append(c);
    }
  }

  private void append(char c) {
    word.append(c);
    isWord = true;
  }

  private void end() {
    if (isWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    isWord = false;
  }
}
