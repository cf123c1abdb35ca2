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
      description = "Log to this file, \"stdout\" or \"none\" (ngrokd: stdout, ngrok: none).")
  private @Nullable String log;

  @Option(
      names = {"-log-level", "--log-level"},
      defaultValue = "INFO",
      paramLabel = "<level>",
      description = "DEBUG, INFO, WARNING or ERROR (${DEFAULT-VALUE}).")
  private String logLevel = "";

  @Option(
      names = {"-log-format", "--log-format"},
      defaultValue = "text",
      paramLabel = "<format>",
      description = "text, or json for one object a line (${DEFAULT-VALUE}).")
  private String logFormat = "";

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
    try {
      return LogOptions.parse(log == null ? defaultTarget : log, logLevel, logFormat);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
