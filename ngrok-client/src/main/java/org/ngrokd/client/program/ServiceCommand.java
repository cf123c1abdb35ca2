package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.ngrokd.client.install.InitSystem;
import org.ngrokd.client.install.Machine;
import org.ngrokd.client.install.ServiceAction;
import org.ngrokd.client.install.ServiceInstaller;
import org.ngrokd.client.install.ServiceSpec;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.files.UserHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ngrok service …}: ngrok as a service of this machine, or of one person. */
@Command(name = "ngrok service", sortOptions = false, usageHelpAutoWidth = true)
final class ServiceCommand implements Callable<Integer> {
  static final String USAGE =
      "expected 'ngrok service install|uninstall|status|start|stop|restart', behind install with"
          + " names of tunnels (all of the config file)";

  @Option(
      names = {"-system", "--system"},
      description = "A service of the machine (what root gets unless told).")
  private boolean system;

  @Option(
      names = {"-user", "--user"},
      description = "A service of your own (what others get unless told).")
  private boolean user;

  @Option(
      names = {"-init", "--init"},
      defaultValue = "",
      description = "systemd, openrc, launchd or winsw (what is found here).")
  private String init = "";

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Say what would be written and run, and do nothing.")
  private boolean dryRun;

  @Option(
      names = {"-config", "--config"},
      defaultValue = "",
      paramLabel = "FILE",
      description = "Config file, as before 'service'.")
  private String named = "";

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Parameters(paramLabel = "install|uninstall|status|start|stop|restart [TUNNEL...]")
  private List<String> words = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Path config;
  private final List<String> program;
  private final Map<String, String> environment;
  private final Function<Map<String, String>, Machine> machines;

  /**
   * @param config the client's
   * @param program the words that start it
   * @param environment HOME, ProgramData
   */
  ServiceCommand(
      Path config,
      List<String> program,
      Map<String, String> environment,
      Function<Map<String, String>, Machine> machines) {
    this.config = config;
    this.program = program;
    this.environment = environment;
    this.machines = machines;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServiceAction action =
        ServiceAction.of(words.isEmpty() ? "" : words.get(0))
            .orElseThrow(() -> new UsageException(USAGE));
    if (action != ServiceAction.INSTALL && words.size() > 1) {
      throw new UsageException("too many words after '" + words.get(0) + "': " + USAGE);
    }
    if (system && user) {
      throw new UsageException("-system and -user do not go together");
    }
    Machine machine = machines.apply(environment);
    InitSystem starts = ServiceInstaller.init(machine, init);
    ServiceSpec service =
        new ServiceSpec(
            program,
            (named.isEmpty() ? config : Path.of(named)).toAbsolutePath(),
            words.subList(1, words.size()),
            system || (!user && ServiceInstaller.isForMachine(machine, starts)),
            UserHome.in(environment));
    return new ServiceInstaller(machine, starts, dryRun, this::print).run(action, service);
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
