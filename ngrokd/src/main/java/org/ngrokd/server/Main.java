package org.ngrokd.server;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.CertsCommand;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.ProgramExit;
import org.ngrokd.kit.cli.Signals;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.server.cli.ConfigCommand;
import org.ngrokd.server.cli.ConfigFlag;
import org.ngrokd.server.cli.ManCommand;
import org.ngrokd.server.cli.ReplaceCommand;
import org.ngrokd.server.cli.ServerFlags;
import org.ngrokd.server.cli.TokenCommand;
import org.ngrokd.server.cli.accounts.BackupCommand;
import org.ngrokd.server.cli.accounts.RestoreCommand;
import org.ngrokd.server.cli.accounts.UserCommand;
import org.ngrokd.server.cli.admin.ClientsCommand;
import org.ngrokd.server.cli.admin.DrainCommand;
import org.ngrokd.server.cli.admin.KickCommand;
import org.ngrokd.server.cli.admin.NodesCommand;
import org.ngrokd.server.cli.admin.ReloadCommand;
import org.ngrokd.server.cli.admin.StatusCommand;
import org.ngrokd.server.cli.admin.TopCommand;
import org.ngrokd.server.cli.admin.TunnelsCommand;
import org.ngrokd.server.cli.certs.ListCommand;
import org.ngrokd.server.cli.certs.RenewCommand;
import org.ngrokd.server.cli.certs.RevokeCommand;
import org.ngrokd.server.cli.joining.ClusterCommand;
import org.ngrokd.server.cli.moving.ImportCommand;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.handover.Activation;
import org.ngrokd.server.handover.Inheritance;
import org.ngrokd.server.handover.OwnCommand;
import org.ngrokd.server.handover.TakeOver;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.streams.net.LoopWatchdog;
import org.ngrokd.streams.net.RunsOn;
import org.ngrokd.streams.service.ActivatedSocket;
import org.ngrokd.streams.service.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program {@code ngrokd}: flags to {@link ServerOptions} to {@link NgrokServer}. */
@Command(
    name = "ngrokd",
    description = "Gives services behind NAT public URLs. Speaks ngrok 1.7's protocol.",
    subcommands = {
      CertsCommand.class,
      TokenCommand.class,
      UserCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ConfigCommand.class,
      ImportCommand.class,
      StatusCommand.class,
      TunnelsCommand.class,
      ClientsCommand.class,
      KickCommand.class,
      TopCommand.class,
      NodesCommand.class,
      ClusterCommand.class,
      ReloadCommand.class,
      DrainCommand.class,
      ReplaceCommand.class,
      ManCommand.class,
      Main.VersionCommand.class,
      HelpCommand.class
    },
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Main implements Callable<Integer>, ConfigFlag.Program {
  /** By either a program that moves logs away says that it has. */
  private static final List<String> REOPENING = List.of("HUP", "USR1");

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Mixin private final ServerFlags typed = new ServerFlags();

  @Mixin private final ConfigFlag config = new ConfigFlag();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  private final Map<String, String> environment;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled"); // it is for tests
    }
    LogSetup.claim();
    int exitCode = commandLine(System.getenv()).execute(arguments);
    System.exit(exitCode);
  }

  public static CommandLine commandLine(Map<String, String> environment) {
    CommandLine line = GoFlags.commandLine(new Main(environment));
    // Their NAME or FILE is no end of flags.
    for (String command : List.of("token", "user", "backup", "restore", "kick", "import")) {
      Objects.requireNonNull(line.getSubcommands().get(command)).setStopAtPositional(false);
    }
    addCertificates(Objects.requireNonNull(line.getSubcommands().get("certs")));
    return line;
  }

  /** What can be done with certificates from elsewhere, beside making one's own. */
  private static void addCertificates(CommandLine certs) {
    for (Object command : List.of(new ListCommand(), new RenewCommand(), new RevokeCommand())) {
      CommandLine line = GoFlags.commandLine(command);
      certs.addSubcommand(line.setStopAtPositional(false));
    }
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  /** What {@code version} and {@code -version} say. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return ProductVersion.lines("ngrokd", Main.class).toArray(new String[0]);
    }
  }

  /** {@code ngrokd version}: the same as a word. */
  @Command(name = "version", description = "Shows the version.")
  static final class VersionCommand implements Callable<Integer> {
    @Option(
        names = {"-v", "--verbose"},
        description = "Also the commit, the JVM, who does TLS, and which sockets are used.")
    private boolean verbose;

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
      PrintWriter out = spec.commandLine().getOut();
      for (String line : new Version().getVersion()) {
        out.println(line);
      }
      if (verbose) {
        LogSetup.quiet(); // or what libraries say as they load stands between
        out.println("commit     " + ProductVersion.commit(Main.class));
        RunsOn.lines().forEach(out::println);
      }
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** Runs until the process is told to stop. */
  @Override
  public Integer call() {
    ServerConfigFile file = config.read();
    ServerFlags flags = typed.over(file, spec.commandLine().getParseResult().originalArgs());
    LogSetup.apply(flags.log());
    flags.warnings().forEach(line -> LOG.warn("{}", line));
    CompletableFuture<Reloading> running = new CompletableFuture<>();
    Signals.ofProcess().on("HUP", () -> running.join().onSignal()); // or one would end a start
    ServerOptions options = flags.options(environment, file.teams());
    NgrokServer server = start(flags, options);
    if (options.telemetry().accessLog().isPresent()) { // or USR1 ends the process, as ever
      Signals signals = Signals.ofProcess();
      REOPENING.forEach(name -> signals.on(name, server::reopenLogs));
    }
    Ending ending = new Ending(server, flags.life(), manager(server));
    LoopWatchdog watchdog =
        LoopWatchdog.watch(server.loops(), () -> Runtime.getRuntime().halt(ended()));
    ProgramExit.stoppingWith(
        () -> {
          watchdog.close();
          ending.stop();
          LogSetup.flush();
        });
    server.notices().tell(file.notices());
    Reloading reloading = reloading(server, file);
    server.obey(() -> ProgramOrders.of(reloading::now, ending::drain));
    running.complete(reloading);
    ending.begin();
    ending.awaitReplaced();
    return 0;
  }

  private Reloading reloading(NgrokServer server, ServerConfigFile before) {
    List<String> arguments = spec.commandLine().getParseResult().originalArgs();
    return new Reloading(
        new Reloading.Program(
            config::readAgain,
            read -> typed.over(read, arguments),
            arguments,
            environment,
            (read, changed) -> server.notices().prepare(read.notices(), changed)),
        server.live(),
        before);
  }

  private NgrokServer start(ServerFlags flags, ServerOptions options) {
    try {
      NgrokServer server = NgrokServer.start(options, EdgeEvents.NONE, inheritance(flags, options));
      server.successorsBy(OwnCommand.ofProcess());
      return server;
    } catch (CertificateFileException e) {
      throw new UserException(String.valueOf(e.getMessage()));
    }
  }

  private Inheritance inheritance(ServerFlags flags, ServerOptions options) {
    if (flags.life().takesOver()) {
      return TakeOver.of(options.state().directory());
    }
    return environment.containsKey(ActivatedSocket.COUNT)
        ? Activation.of(environment)
        : Inheritance.none();
  }

  /** Who started this process; nothing of it is loaded where nobody wants to hear of it. */
  private Optional<ServiceManager> manager(NgrokServer server) {
    return environment.containsKey(ServiceManager.SOCKET)
        ? ServiceManager.of(environment, server.loops())
        : Optional.empty();
  }

  /** What has to be done before the process is gone, and its exit code. */
  private static int ended() {
    LogSetup.flush();
    return ProgramExit.STUCK;
  }
}
