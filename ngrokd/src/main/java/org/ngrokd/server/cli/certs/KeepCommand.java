package org.ngrokd.server.cli.certs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.cli.ConfigFlag;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands on kept certificates have in common. */
abstract class KeepCommand implements Callable<Integer> {
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
    LogSetup.quiet();
    run();
    return 0;
  }

  /**
   * Does it.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be done
   */
  abstract void run();

  void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Printable.line(line));
    out.flush();
  }
}
