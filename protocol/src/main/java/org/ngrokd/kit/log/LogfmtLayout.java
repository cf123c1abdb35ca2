package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.ngrokd.kit.text.Printable;
import org.slf4j.event.KeyValuePair;

/**
 * A line for the programs that start today's agents and read what these print: {@code
 * t=2026-01-02T03:04:05+0000 lvl=info msg="started tunnel" url=https://a.example}. An error has its
 * text as {@code err}, too, unless it has one of its own: that is what is looked for.
 */
final class LogfmtLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

  private static final String ERROR = "err";

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160).append("t=");
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    put(line, "lvl", name(event.getLevel()));
    line.append(" msg=").append(quoted(event.getFormattedMessage()));
    boolean hasError = event.getLevel() != Level.ERROR;
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        hasError |= pair.key.equals(ERROR);
        put(line, pair.key, String.valueOf(pair.value));
      }
    }
    if (!hasError) {
      put(line, ERROR, event.getFormattedMessage());
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(TraceText.of(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static void put(StringBuilder line, String key, String value) {
    boolean isPlain = value.chars().allMatch(LogfmtLayout::isPlain) && !value.isEmpty();
    line.append(' ').append(key).append('=').append(isPlain ? value : quoted(value));
  }

  private static boolean isPlain(int character) {
    return character > ' '
        && character < 0x7f
        && character != '"'
        && character != '\''
        && character != '='
        && character != '\\';
  }

  private static String quoted(String text) {
    String line = Printable.line(text, LineLayout.LONGEST);
    return '"' + line.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Today's agents' four letters. */
  private static String name(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "eror";
      case Level.WARN_INT -> "warn";
      case Level.INFO_INT -> "info";
      default -> "dbug";
    };
  }
}
