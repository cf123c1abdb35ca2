package org.ngrokd.streams.net;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What {@link ConnectionLog} logged, at every level, until it is closed. */
final class SeenLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  SeenLog() {
    this("org.ngrokd.connection");
  }

  /** Of another logger. */
  SeenLog(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    events.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(events);
  }

  List<ILoggingEvent> events() {
    return events.list;
  }

  /** "INFO [tun:1] text", the brackets as a layout sees them. */
  List<String> lines() {
    return events.list.stream().map(SeenLog::line).toList();
  }

  private static String line(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(event.getLevel().toString());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    for (KeyValuePair pair : pairs == null ? List.<KeyValuePair>of() : pairs) {
      line.append(" [").append(pair.value).append(']');
    }
    return line.append(' ').append(event.getFormattedMessage()).toString();
  }

  @Override
  public void close() {
    logger.detachAppender(events);
    logger.setLevel(null);
  }
}
