package org.ngrokd.server.cli.joining;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ngrokd cluster}: has commands, and shows them. */
@Command(
    name = "cluster",
    description = "Looks whether this server can be one of several.",
    subcommands = JoinCommand.class,
    sortOptions = false)
public final class ClusterCommand implements Callable<Integer> {
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
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }
}
