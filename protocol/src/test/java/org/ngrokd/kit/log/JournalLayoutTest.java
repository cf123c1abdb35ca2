package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

/** Each line bears its priority for systemd's journal. */
class JournalLayoutTest {
  private static String lines(Level level, String text) {
    return new JournalLayout(new LineLayout()).doLayout(Events.at(level, text));
  }

  @Test
  void priorityStandsInFront() {
    assertThat(lines(Level.ERROR, "broken")).startsWith("<3>[").endsWith("] [EROR] broken\n");
    assertThat(lines(Level.WARN, "odd")).startsWith("<4>[");
    assertThat(lines(Level.INFO, "as usual")).startsWith("<6>[");
    assertThat(lines(Level.DEBUG, "detail")).startsWith("<7>[");
  }
}
