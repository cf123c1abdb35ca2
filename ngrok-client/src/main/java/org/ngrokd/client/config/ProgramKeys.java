package org.ngrokd.client.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.config.ConfigSection;

/**
 * What a config file says about the program itself; flags say it, too, and go before.
 *
 * @param hasScreen whether there is a screen where there is a terminal
 * @param log where the log goes
 * @param logLevel as of {@code -log-level}
 * @param logFormat as of {@code -log-format}
 * @param homes at how many servers of a cluster the client is
 */
public record ProgramKeys(
    boolean hasScreen,
    Optional<String> log,
    Optional<String> logLevel,
    Optional<String> logFormat,
    int homes) {
  /** Nothing. */
  public static final ProgramKeys NONE =
      new ProgramKeys(
          true, Optional.empty(), Optional.empty(), Optional.empty(), Comeback.MOST_HOMES);

  static final List<String> ALL = List.of("log", "log_level", "log_format", "console_ui", "homes");

  private static final List<String> LEVELS =
      List.of("debug", "info", "warn", "warning", "error", "crit");

  private static final List<String> FORMATS = List.of("text", "term", "json", "logfmt");

  /**
   * Reads them.
   *
   * @param before what holds where the file says nothing
   */
  static ProgramKeys read(ConfigSection root, ProgramKeys before) {
    return new ProgramKeys(
        root.parsed("console_ui", ProgramKeys::screen).orElse(before.hasScreen()),
        root.parsed("log", text -> text).or(before::log),
        root.parsed("log_level", text -> oneOf("log_level", text, LEVELS)).or(before::logLevel),
        root.parsed("log_format", text -> oneOf("log_format", text, FORMATS)).or(before::logFormat),
        root.parsed("homes", ProgramKeys::homes).orElse(before.homes()));
  }

  /** Whether any of it is about the log. */
  public boolean setsLog() {
    return log.isPresent() || logLevel.isPresent() || logFormat.isPresent();
  }

  private static int homes(String text) {
    return switch (text) {
      case "1" -> 1;
      case "2" -> Comeback.MOST_HOMES;
      default -> throw new IllegalArgumentException("homes is '" + text + "'; expected 1 or 2");
    };
  }

  /** Anywhere but at a terminal there is none anyway. */
  private static boolean screen(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "iftty" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "console_ui is '" + text + "'; expected true, false or iftty");
    };
  }

  private static String oneOf(String key, String text, List<String> allowed) {
    if (!allowed.contains(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          key + " is '" + text + "'; expected one of " + String.join(", ", allowed));
    }
    return text;
  }
}
