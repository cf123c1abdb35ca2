package org.ngrokd.server.cli.admin;

import java.util.List;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.cli.ConfigFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ngrokd top}. */
@Command(
    name = "top",
    description =
        "Shows the running server live in the terminal: what passes, who is slow, and its tunnels or"
            + " clients. Keys: q quits, Tab changes between tunnels and clients, s the order, /"
            + " filters, arrows scroll.",
    sortOptions = false)
public final class TopCommand implements Callable<Integer> {
  @Option(
      names = {"-sort", "--sort"},
      paramLabel = "ORDER",
      defaultValue = "rate",
      description = "Begin with rate, bytes, connections or name (${DEFAULT-VALUE}).")
  private String sort = "";

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!List.of("rate", "bytes", "connections", "name").contains(sort)) {
      throw new UsageException("-sort '" + sort + "': expected rate, bytes, connections or name");
    }
    LogSetup.quiet(); // nobody else writes to the terminal
    TopScreen.show(((ConfigFlag.Program) spec.root().userObject()).environment(), sort);
    return 0;
  }
}
