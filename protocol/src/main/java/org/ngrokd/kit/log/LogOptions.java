package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import java.util.Locale;
import org.ngrokd.kit.cli.Interactive;

/**
 * Where the log goes and how much of it.
 *
 * @param target "stdout", "stderr", "none" or a file's path
 */
public record LogOptions(String target, Level level, LogFormat format) {
  /** Only the log's own file or stream; nothing is written anywhere else. */
  public static final String STDOUT = "stdout";

  public static final String STDERR = "stderr";

  public static final String NONE = "none";

  /** What today's agents say for {@link #NONE}. */
  private static final String FALSE = "false";

  /**
   * Reads the values of {@code -log}, {@code -log-level} and {@code -log-format}.
   *
   * @throws IllegalArgumentException with what is allowed, when one of them is not known
   */
  public static LogOptions parse(String target, String level, String format) {
    return new LogOptions(target.equals(FALSE) ? NONE : target, level(level), format(format));
  }

  private static Level level(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "DEBUG" -> Level.DEBUG;
      case "INFO" -> Level.INFO;
      case "WARNING", "WARN" -> Level.WARN;
      case "ERROR", "CRIT" -> Level.ERROR;
      default ->
          throw new IllegalArgumentException(
              "-log-level '" + text + "' is not one of DEBUG, INFO, WARNING, ERROR");
    };
  }

  private static LogFormat format(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "text" -> LogFormat.TEXT;
      case "term" -> Interactive.isTerminal() ? LogFormat.TEXT : LogFormat.LOGFMT;
      case "json" -> LogFormat.JSON;
      case "logfmt" -> LogFormat.LOGFMT;
      default ->
          throw new IllegalArgumentException(
              "-log-format '" + text + "' is not one of text, json, logfmt");
    };
  }
}
