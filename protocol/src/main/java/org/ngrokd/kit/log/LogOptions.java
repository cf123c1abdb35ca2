package org.ngrokd.kit.log;

import ch.qos.logback.classic.Level;
import java.util.Locale;

/**
 * Where the log goes and how much of it.
 *
 * @param target "stdout", "none" or a file's path
 */
public record LogOptions(String target, Level level, LogFormat format) {
  /** Only the log's own file or stream; nothing is written anywhere else. */
  public static final String STDOUT = "stdout";

  public static final String NONE = "none";

  /**
   * Reads the values of {@code -log}, {@code -log-level} and {@code -log-format}.
   *
   * @throws IllegalArgumentException with what is allowed, when one of them is not known
   */
  public static LogOptions parse(String target, String level, String format) {
    return new LogOptions(target, level(level), format(format));
  }

  private static Level level(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "DEBUG" -> Level.DEBUG;
      case "INFO" -> Level.INFO;
      case "WARNING", "WARN" -> Level.WARN;
      case "ERROR" -> Level.ERROR;
      default ->
          throw new IllegalArgumentException(
              "-log-level '" + text + "' is not one of DEBUG, INFO, WARNING, ERROR");
    };
  }

  private static LogFormat format(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default ->
          throw new IllegalArgumentException("-log-format '" + text + "' is not one of text, json");
    };
  }
}
