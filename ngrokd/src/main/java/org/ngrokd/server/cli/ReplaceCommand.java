package org.ngrokd.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ngrokd.server.handover.ReplaceRequest;
import org.ngrokd.server.state.StateDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ngrokd replace}: the server that runs gives its place to one that is installed by now. */
@Command(
    name = "replace",
    description =
        "Replaces the ngrokd that runs on the same state directory by a new process of the same"
            + " flags, without a request lost: after an upgrade, or for flags in ngrokd.yml that a"
            + " reload cannot change (Linux).",
    sortOptions = false)
public final class ReplaceCommand implements Callable<Integer> {
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
    ConfigFlag.Program program =
        (ConfigFlag.Program) Objects.requireNonNull(spec.root().userObject());
    String successor = ReplaceRequest.send(StateDirectory.of(program.environment()));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Process " + successor + " has taken over; the one before finishes what is open");
    out.flush();
    return 0;
  }
}
