package org.ngrokd.client.words;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.agentfile.Refused;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.text.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Options of today's agents that ask for a protection, or a rule, that tunnels of ngrokd do not
 * have. They are never ignored: who typed them would believe himself behind it.
 */
public final class RefusedOptions {
  private RefusedOptions() {}

  /**
   * Why there is no such option, and what to use instead.
   *
   * @param argument as it was typed
   * @return empty when nobody has one of this name
   */
  public static Optional<String> reason(String argument) {
    String name = argument.replaceFirst("^-+", "").replaceFirst("=.*", "").replace('-', '_');
    return Refused.reasons().entrySet().stream()
        .filter(each -> name.equals(each.getKey()) || name.startsWith(each.getKey() + "_"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Says so where an option is not known; whatever else is wrong the next one tells. */
  public static IParameterExceptionHandler before(IParameterExceptionHandler next) {
    return (failure, arguments) -> {
      Optional<String> option =
          failure instanceof UnmatchedArgumentException unmatched
              ? unmatched.getUnmatched().stream()
                  .filter(each -> each.startsWith("-") && reason(each).isPresent())
                  .findFirst()
              : Optional.empty();
      if (option.isEmpty()) {
        return next.handleParseException(failure, arguments);
      }
      CommandLine line = failure.getCommandLine();
      PrintWriter err = line.getErr();
      String name = Printable.field(option.get().replaceFirst("=.*", ""));
      err.println("ngrok: " + name + " is refused: " + reason(option.get()).orElse(""));
      err.flush();
      return GoFlags.USAGE;
    };
  }
}
