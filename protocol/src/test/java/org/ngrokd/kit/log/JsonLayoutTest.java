package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLayoutTest {
  private final JsonLayout layout = new JsonLayout();

  @BeforeEach
  void start() {
    layout.start();
  }

  @Test
  void lineIsOneObject() {
    LoggingEvent event = event(Level.INFO, "New connection from 54.149.100.42:38252");
    event.addKeyValuePair(new KeyValuePair("conn", "tun:15dd7522"));
    event.addKeyValuePair(new KeyValuePair("owner", "http://a"));

    assertThat(layout.doLayout(event))
        .isEqualTo(
            """
            {"time":"2015-03-13T09:55:46Z","level":"INFO","conn":"tun:15dd7522",\
            "owner":"http://a","message":"New connection from 54.149.100.42:38252"}
            """);
  }

  @Test
  void levelsAreNamedAsTheFlagNamesThem() {
    assertThat(layout.doLayout(event(Level.DEBUG, "x"))).contains("\"level\":\"DEBUG\"");
    assertThat(layout.doLayout(event(Level.WARN, "x"))).contains("\"level\":\"WARNING\"");
    assertThat(layout.doLayout(event(Level.ERROR, "x"))).contains("\"level\":\"ERROR\"");
  }

  @Test
  void nobodyCanForgeALine() {
    assertThat(layout.doLayout(event(Level.INFO, "a\n\"}\u001b\r")))
        .isEqualTo(
            """
            {"time":"2015-03-13T09:55:46Z","level":"INFO","message":"a\\\\x0a\\"}\\\\x1b\\\\x0d"}
            """);
  }

  @Test
  void traceIsOneOfTheKeys() {
    LoggingEvent event = event(Level.ERROR, "x");
    event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("oops")));

    assertThat(layout.doLayout(event))
        .contains("\"message\":\"x\",\"trace\":\"java.lang.IllegalStateException: oops\\n\\tat ")
        .containsOnlyOnce("\n");
  }

  private static LoggingEvent event(Level level, String text) {
    LoggingEvent event = Events.at(level, text);
    event.setInstant(Instant.parse("2015-03-13T09:55:46Z"));
    return event;
  }
}
