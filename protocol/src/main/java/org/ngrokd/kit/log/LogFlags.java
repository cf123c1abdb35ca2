package org.ngrokd.kit.log;

import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** The log flags that both programs have. Protocol: §7, §9. */
public final class LogFlags {
  private final String defaultTarget;

  @Option(
      names = {"-log", "--log"},
      paramLabel = "<target>",
      description =
          "Log to this file, \"stdout\", \"stderr\" or \"none\" (ngrokd: stdout, ngrok: none).")
  private @Nullable String log;

  @Option(
      names = {"-log-level", "--log-level"},
      paramLabel = "<level>",
      description = "DEBUG, INFO, WARNING or ERROR (INFO).")
  private @Nullable String logLevel;

  @Option(
      names = {"-log-format", "--log-format"},
      paramLabel = "<format>",
      description = "text, json for one object a line, or logfmt for key=value (text).")
  private @Nullable String logFormat;

  /**
   * The flags of one program.
   *
   * @param defaultTarget where its log goes unless told
   */
  public LogFlags(String defaultTarget) {
    this.defaultTarget = defaultTarget;
  }

  /**
   * What the flags mean.
   *
   * @throws UsageException when one of them is wrong
   */
  public LogOptions options() {
    return options(new Usual(defaultTarget, "INFO", LogFormat.TEXT.name()));
  }

  /**
   * What the flags mean where something else is usual.
   *
   * @throws UsageException when one of them is wrong
   */
  public LogOptions options(Usual usual) {
    try {
      return LogOptions.parse(
          or(log, usual.target()), or(logLevel, usual.level()), or(logFormat, usual.format()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static String or(@Nullable String typed, String usual) {
    return typed == null ? usual : typed;
  }

  /** What holds unless a flag says something else. */
  public record Usual(String target, String level, String format) {}
}
