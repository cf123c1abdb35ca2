package org.ngrokd.server.cli.moving;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.OutputFile;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.cli.ConfigFlag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ngrokd import}: makes an ngrokd.yml of frp's. */
@Command(
    name = "import",
    description =
        "Makes an ngrokd.yml of frp's frps.toml, .yaml, .json or .ini; names on standard error what"
            + " has no counterpart, and what to use instead.",
    sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
  @Mixin private final OutputFile output = new OutputFile();

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Parameters(paramLabel = "frps.toml|frps.ini", arity = "0..*")
  private List<Path> files = List.of();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (files.size() != 1) {
      throw new UsageException("expected 'ngrokd import frps.toml', or .yaml, .json, .ini");
    }
    ConfigFlag.Program program = (ConfigFlag.Program) spec.root().userObject();
    FrpsImport made = FrpsImport.read(files.get(0), program.environment());
    output.write(made.text(), spec.commandLine().getOut());
    made.leftovers().forEach(this::tell);
    tell(
        "Written to %s; %d keys have no counterpart, or need a look; then: ngrokd config check"
            .formatted(output.place(), made.leftovers().size()));
    return 0;
  }

  /** Standard output may be the file itself. */
  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(Printable.line(line));
    err.flush();
  }
}
