package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogfmtLayoutTest {
  private final LogfmtLayout layout = new LogfmtLayout();

  @BeforeEach
  void start() {
    layout.start();
  }

  @Test
  void lineIsKeysAndValues() {
    LoggingEvent event = event(Level.INFO, "started tunnel");
    event.addKeyValuePair(new KeyValuePair("name", "my shop"));
    event.addKeyValuePair(new KeyValuePair("url", "https://a.example"));

    assertThat(layout.doLayout(event))
        .isEqualTo(
            "t=2026-01-02T03:04:05+0000 lvl=info msg=\"started tunnel\""
                + " name=\"my shop\" url=https://a.example\n");
  }

  @Test
  void levelsHaveFourLetters() {
    assertThat(layout.doLayout(event(Level.ERROR, "x"))).contains(" lvl=eror ");
    assertThat(layout.doLayout(event(Level.WARN, "x"))).contains(" lvl=warn ");
    assertThat(layout.doLayout(event(Level.DEBUG, "x"))).contains(" lvl=dbug ");
  }

  @Test
  void errorSaysWhyEvenWhereNobodyHasToldIt() {
    LoggingEvent told = event(Level.ERROR, "failed");
    told.addKeyValuePair(new KeyValuePair("err", "no room"));

    assertThat(layout.doLayout(told)).endsWith(" msg=\"failed\" err=\"no room\"\n");
    assertThat(layout.doLayout(event(Level.ERROR, "oops"))).endsWith(" msg=\"oops\" err=oops\n");
  }

  @Test
  void nobodyCanForgeALineOrAKey() {
    LoggingEvent event = event(Level.INFO, "a\" lvl=crit \n\\");
    event.addKeyValuePair(new KeyValuePair("url", "x=y \u001b"));

    assertThat(layout.doLayout(event))
        .endsWith("msg=\"a\\\" lvl=crit \\\\x0a\\\\\" url=\"x=y \\\\x1b\"\n")
        .containsOnlyOnce("\n");
  }

  private static LoggingEvent event(Level level, String text) {
    LoggingEvent event = Events.at(level, text);
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
    return event;
  }
}
