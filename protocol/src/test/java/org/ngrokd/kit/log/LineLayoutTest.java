package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineLayoutTest {
  private final LineLayout layout = new LineLayout();

  @BeforeEach
  void start() {
    layout.start();
  }

  @Test
  void lineLooksAsIn17() {
    LoggingEvent event =
        Events.of(Level.INFO, "tun:15dd7522", "New connection from 54.149.100.42:38252");

    assertThat(layout.doLayout(event))
        .isEqualTo(
            "[03/13/15 09:55:46] [INFO] [tun:15dd7522] New connection from 54.149.100.42:38252\n");
  }

  @Test
  void levelsHaveFourLetters() {
    assertThat(layout.doLayout(Events.at(Level.DEBUG, "x")))
        .isEqualTo("[03/13/15 09:55:46] [DEBG] x\n");
    assertThat(layout.doLayout(Events.at(Level.INFO, "x"))).contains("[INFO] x");
    assertThat(layout.doLayout(Events.at(Level.WARN, "x"))).contains("[WARN] x");
    assertThat(layout.doLayout(Events.at(Level.ERROR, "x"))).contains("[EROR] x");
  }

  @Test
  void ownerStandsInItsOwnBrackets() {
    LoggingEvent event = Events.of(Level.WARN, "ctl:1", "Lost heartbeat");
    event.addKeyValuePair(new KeyValuePair("owner", "3a1f0c22…"));

    assertThat(layout.doLayout(event))
        .isEqualTo("[03/13/15 09:55:46] [WARN] [ctl:1] [3a1f0c22…] Lost heartbeat\n");
  }

  @Test
  void nobodyCanForgeALine() {
    LoggingEvent event = Events.of(Level.INFO, "pub:1\n", "a\r\nb\u001b[31m\t\u0000\u007f\u0085é");
    event.addKeyValuePair(new KeyValuePair("owner", "x]\ny"));

    assertThat(layout.doLayout(event))
        .isEqualTo(
            "[03/13/15 09:55:46] [INFO] [pub:1\\x0a] [x]\\x0ay]"
                + " a\\x0d\\x0ab\\x1b[31m\\x09\\x00\\x7f\\x85é\n");
  }

  @Test
  void argumentsAreFilledIn() {
    LoggingEvent event = Events.at(Level.INFO, "{} of {}");
    event.setArgumentArray(new Object[] {1, 2});

    assertThat(layout.doLayout(event)).endsWith("] 1 of 2\n");
  }

  @Test
  void bugIsFollowedByItsTrace() {
    LoggingEvent event = Events.at(Level.ERROR, "x");
    event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("oops")));

    assertThat(layout.doLayout(event))
        .startsWith("[03/13/15 09:55:46] [EROR] x\njava.lang.IllegalStateException: oops\n\tat ")
        .endsWith("\n");
  }
}
