package org.ngrokd.server.cli.accounts;

import java.util.concurrent.Callable;
import org.ngrokd.server.cli.ConfigFlag;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What all commands on accounts have. A command's class names nothing of the database but in its
 * methods' bodies: it is looked at whenever the program starts, and the database is not to be
 * loaded then.
 */
abstract class AccountsCommand implements Callable<Integer> {
  @Mixin final ConfigFlag config = new ConfigFlag();

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
    Output output = new Output(spec.commandLine().getOut(), spec.commandLine().getErr());
    run(output);
    output.flush();
    return 0;
  }

  /**
   * Does it.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be done
   */
  abstract void run(Output output);
}
