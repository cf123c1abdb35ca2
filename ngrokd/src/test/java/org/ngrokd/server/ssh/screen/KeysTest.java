package org.ngrokd.server.ssh.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private final Keys keys = new Keys();
  private final StringBuilder pressed = new StringBuilder();

  @ParameterizedTest
  @ValueSource(strings = {"\033OQ", "\033[C", "\033[1;5D", "\033[15~", "\033[[A", "\033d", "中"})
  void sequencesWithLettersMeanNone(String typed) {
    type(typed);
    type("q");

    assertThat(pressed).hasToString("q");
  }

  @Test
  void aSequenceMayComeInTwoParts() {
    type("\033[1;");
    type("5Dc");

    assertThat(pressed).hasToString("c");
  }

  @Test
  void escapeByItselfIsAKey() {
    type("\033");
    type("d");

    assertThat(pressed).hasToString("\033d");
  }

  private void type(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    keys.typed(bytes, 0, bytes.length, key -> pressed.append((char) key));
  }
}
