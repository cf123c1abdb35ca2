package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void whiteSpaceParts() {
    assertThat(ShellWords.of(" a  b\tc\r\n")).containsExactly("a", "b", "c");
    assertThat(ShellWords.of("  ")).isEmpty();
  }

  @Test
  void quotesJoin() {
    assertThat(ShellWords.of("'a b' \"c d\" e' 'f")).containsExactly("a b", "c d", "e f");
    assertThat(ShellWords.of("'' \"\"")).containsExactly("", "");
    assertThat(ShellWords.of("\"it's\" 'say \"x\"'")).containsExactly("it's", "say \"x\"");
  }

  @Test
  void aBackslashTakesTheMeaningFromWhatFollows() {
    assertThat(ShellWords.of("a\\ b it\\'s \\\\")).containsExactly("a b", "it's", "\\");
    assertThat(ShellWords.of("\"a\\\"b\" \"c\\d\" 'e\\'")).containsExactly("a\"b", "c\\d", "e\\");
  }

  @Test
  void nothingIsExpanded() {
    assertThat(ShellWords.of("$HOME `id` *.txt ; #"))
        .containsExactly("$HOME", "`id`", "*.txt", ";", "#");
  }

  @Test
  void anOpenQuoteIsAFault() {
    assertThatThrownBy(() -> ShellWords.of("u:it's"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a quote (') is not closed; write \\' for the mark");
    assertThatThrownBy(() -> ShellWords.of("\"a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShellWords.of("a\\")).isInstanceOf(IllegalArgumentException.class);
  }
}
