package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.ngrokd.kit.text.Printable;
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

  /**
   * Of what a line says, in characters. The longest of ours, a certificate with a hundred names, is
   * half of it; what is longer was sent to fill the disk.
   */
  static final int LONGEST = 8192;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160).append('[');
    time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append("] [").append(name(event.getLevel())).append("] ");
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.append('[').append(Printable.line(String.valueOf(pair.value), LONGEST)).append("] ");
      }
    }
    line.append(Printable.line(event.getFormattedMessage(), LONGEST)).append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(TraceText.of(event.getThrowableProxy()));
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
}
