package org.ngrokd.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.config.ServerConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ngrokd config}: looks at the config file. */
@Command(
    name = "config",
    description = "Looks at the config file.",
    subcommands = ConfigCommand.Check.class,
    sortOptions = false)
public final class ConfigCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    throw new UsageException("config needs to be told what: 'ngrokd config check'");
  }

  /** Says that it is right, or all that is wrong. */
  @Command(
      name = "check",
      description =
          "Says whether the config file (ngrokd.yml) is right, or all that is wrong with it; starts"
              + " nothing.",
      sortOptions = false)
  static final class Check implements Callable<Integer> {
    private static final Path USUAL = Path.of("ngrokd.yml");

    @Mixin private final ConfigFlag config = new ConfigFlag();

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
      Path path = config.fileOr(USUAL);
      ServerConfigFile file = config.readOr(USUAL);
      ServerFlags flags = LayeredFlags.of(file, List.of());
      try {
        var unused = flags.options(config.environment(), file.teams());
      } catch (UsageException e) { // of flags that do not go together, which have no one line
        throw new ConfigException(path + ": " + e.getMessage());
      }
      PrintWriter out = spec.commandLine().getOut();
      flags.warnings().forEach(line -> out.println("Warning: " + line));
      String accounts = file.teams().isPresent() ? "; accounts are in a database" : "";
      out.println(Printable.line(path + " is right" + accounts));
      out.flush();
      return 0;
    }
  }
}
