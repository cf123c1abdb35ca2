package org.ngrokd.server.cli;

import java.time.Duration;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.config.Spans;
import picocli.CommandLine.Option;

/** The flags that say how a server begins in another's place, and how it ends. */
public final class LifeFlags {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Without the flag, for a server that was told to stop. */
  public static final Duration STOPPED = Duration.ofSeconds(2);

  /** The same for one that a successor has replaced: nobody waits for its end. */
  private static final Duration REPLACED = Duration.ofSeconds(30);

  @Option(
      names = {"-drain", "--drain"},
      paramLabel = "TIME",
      defaultValue = "",
      description =
          "How long what visitors have begun may go on when ngrokd is told to stop (2s), or when"
              + " another one has taken over (30s); for example 30s or 5m.")
  private String drain = "";

  @Option(
      names = {"-takeOver", "--takeOver"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Take the place of the ngrokd that runs on the same state directory, without a request"
              + " lost (Linux). 'ngrokd replace' does it for you.")
  private boolean takeOver;

  /** Whether a server that runs is replaced. */
  public boolean takesOver() {
    return takeOver;
  }

  /**
   * How long a server that stops lets visitors finish.
   *
   * @param isReplaced whether new ones go to another
   */
  public Duration drain(boolean isReplaced) {
    return typed().orElse(isReplaced ? REPLACED : STOPPED);
  }

  /**
   * What was typed.
   *
   * @throws UsageException when it is no time
   */
  Optional<Duration> typed() {
    if (drain.isEmpty()) {
      return Optional.empty();
    }
    if (drain.equals("0") || drain.equals("0s")) {
      return Optional.of(Duration.ZERO);
    }
    try {
      return Optional.of(checked(Spans.parse("-drain", drain)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Duration checked(Duration wanted) {
    if (wanted.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("-drain: 1d is the longest");
    }
    return wanted;
  }
}
