package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.slf4j.event.KeyValuePair;

/** Log events of 13 March 2015, 09:55:46 on the clock of this machine. */
final class Events {
  private Events() {}

  static LoggingEvent at(Level level, String text) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLevel(level);
    event.setMessage(text);
    event.setInstant(
        LocalDateTime.of(2015, 3, 13, 9, 55, 46).atZone(ZoneId.systemDefault()).toInstant());
    return event;
  }

  static LoggingEvent of(Level level, String connection, String text) {
    LoggingEvent event = at(level, text);
    event.addKeyValuePair(new KeyValuePair("conn", connection));
    return event;
  }
}
