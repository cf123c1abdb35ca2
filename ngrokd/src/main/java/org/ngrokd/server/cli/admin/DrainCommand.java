package org.ngrokd.server.cli.admin;

import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ngrokd drain}. */
@Command(
    name = "drain",
    description =
        "Stops the running server without cutting what is under way: no visitor is let in any more,"
            + " and it ends when the last request is done.",
    sortOptions = false)
public final class DrainCommand extends AskCommand {
  private static final int LONGEST = 86_400;

  @Option(
      names = {"-time", "--time"},
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "After so long what is left is cut (${DEFAULT-VALUE}).")
  private int time;

  @Override
  void ask() {
    if (time < 0 || time > LONGEST) {
      throw new UsageException("-time '" + time + "': expected seconds, at most " + LONGEST);
    }
    askOnce("POST", "/v1/drain?seconds=" + time);
  }

  @Override
  List<String> lines(JsonValue draining) {
    return List.of(
        "Draining: no visitor is let in any more; what is under way has %d s to end, then the server"
                .formatted(Amounts.of(draining.get("seconds")))
            + " stops.");
  }
}
