package org.ngrokd.server.cli;

import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.accesslog.AccessLogOptions.Format;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import picocli.CommandLine.Option;

/** The flags for the access log. */
final class AccessLogFlags {
  private static final long MEGABYTE = 1024L * 1024;

  @Option(
      names = {"-accessLog", "--accessLog"},
      defaultValue = "",
      paramLabel = "<target>",
      description =
          "Write a line for each request, and each connection of a tcp or tls tunnel, to this file"
              + " or \"stdout\", \"\" for nowhere.")
  private String accessLog = "";

  @Option(
      names = {"-accessLogFormat", "--accessLogFormat"},
      defaultValue = "json",
      paramLabel = "<format>",
      description =
          "json, with OpenTelemetry's names, or combined, as Apache writes it (${DEFAULT-VALUE}).")
  private String format = "";

  @Option(
      names = {"-accessLogQuery", "--accessLogQuery"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Write paths with what stands behind their question mark, which may be secret"
              + " (${DEFAULT-VALUE}).")
  private boolean withQuery;

  @Option(
      names = {"-accessLogMaxSize", "--accessLogMaxSize"},
      defaultValue = "100",
      description =
          "Megabytes above which another file is begun, and that one gets the name FILE.1; 0 for"
              + " never (${DEFAULT-VALUE}).")
  private int maxSize;

  @Option(
      names = {"-accessLogDaily", "--accessLogDaily"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Begin another file each day, too (${DEFAULT-VALUE}).")
  private boolean daily;

  @Option(
      names = {"-accessLogKeep", "--accessLogKeep"},
      defaultValue = "10",
      description = "How many files of before are kept: FILE.1, FILE.2 … (${DEFAULT-VALUE}).")
  private int keep;

  /**
   * What they mean; empty: no access log.
   *
   * @throws UsageException when one of them is wrong
   */
  Optional<AccessLogOptions> options() {
    AccessLogOptions options =
        new AccessLogOptions(
            accessLog,
            format(),
            withQuery,
            new Rotation(
                FloodFlags.atLeast("-accessLogMaxSize", 0, maxSize) * MEGABYTE,
                daily,
                FloodFlags.atLeast("-accessLogKeep", 1, keep)));
    return accessLog.isEmpty() ? Optional.empty() : Optional.of(options);
  }

  private Format format() {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "json" -> Format.JSON;
      case "combined" -> Format.COMBINED;
      default ->
          throw new UsageException(
              "-accessLogFormat '" + format + "' is not one of json, combined");
    };
  }
}
