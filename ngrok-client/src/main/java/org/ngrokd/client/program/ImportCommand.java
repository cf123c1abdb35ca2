package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ngrokd.client.moving.FrpcImport;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.OutputFile;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ngrok import}: makes a config file of frp's. */
@Command(name = "ngrok import", sortOptions = false, usageHelpAutoWidth = true)
final class ImportCommand implements Callable<Integer> {
  static final String USAGE = "expected 'ngrok import frpc.toml', or .yaml, .json, .ini";

  @Mixin private final OutputFile output = new OutputFile();

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Parameters(paramLabel = "frpc.toml|frpc.ini")
  private List<Path> files = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  /**
   * @param environment what {@code {{ .Envs.NAME }}} in the file stands for
   */
  ImportCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (files.size() != 1) {
      throw new UsageException(USAGE);
    }
    FrpcImport made = FrpcImport.read(files.get(0), environment);
    output.write(made.text(), spec.commandLine().getOut());
    made.leftovers().forEach(this::tell);
    made.wrong().forEach(this::tell);
    tell(
        "Written to %s; %d keys or proxies have no counterpart%s"
            .formatted(
                output.place(),
                made.leftovers().size(),
                made.wrong().isEmpty() ? "" : ", and what is written is not right yet, see above"));
    return made.wrong().isEmpty() ? 0 : GoFlags.FAILURE;
  }

  /** Standard output may be the file itself. */
  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(Printable.line(line));
    err.flush();
  }
}
