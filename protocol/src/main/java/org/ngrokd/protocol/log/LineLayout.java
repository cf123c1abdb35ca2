package org.ngrokd.protocol.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people: time, level, the connection in brackets, the text. What peers sent may stand
 * in the text, so control characters are written as {@code \xNN}: nobody can forge a line.
 *
 * <p>Protocol: §9.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss").withZone(ZoneId.systemDefault());
  private final ThrowableProxyConverter trace = new ThrowableProxyConverter();

  @Override
  public void start() {
    trace.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160).append('[');
    time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append("] [").append(name(event.getLevel())).append("] ");
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        appendClean(line.append('['), String.valueOf(pair.value));
        line.append("] ");
      }
    }
    appendClean(line, event.getFormattedMessage());
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(trace.convert(event));
    }
    return line.toString();
  }

  /** The original's four letters. */
  private static String name(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "EROR";
      case Level.WARN_INT -> "WARN";
      case Level.INFO_INT -> "INFO";
      default -> "DEBG";
    };
  }

  private static void appendClean(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format("\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
