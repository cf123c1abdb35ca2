package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.diagnose.Diagnosis;
import org.ngrokd.client.install.Machine;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.client.ui.FirstSteps;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.HeadStart;
import org.ngrokd.kit.cli.OwnProgram;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.streams.net.RunsOn;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.Transport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program {@code ngrok}. Protocol: §7. */
@Command(
    name = "ngrok",
    customSynopsis = {
      "ngrok [OPTIONS] <local port or address>",
      "       ngrok http|tcp|tls <local port or address> [OPTIONS]",
      "       ngrok [OPTIONS] start <tunnel>...",
      "       ngrok [OPTIONS] start-all",
      "       ngrok [OPTIONS] list",
      "       ngrok [OPTIONS] config check|edit|reload|add-authtoken <token>",
      "       ngrok [OPTIONS] login [<server>]",
      "       ngrok [OPTIONS] service install|uninstall|status|start|stop|restart",
      "       ngrok [OPTIONS] diagnose",
      "       ngrok import frpc.toml|frpc.ini [-o FILE]",
      "       ngrok init -remote-addr HOST:PORT -forward-addr ADDRESS -token TOKEN",
      "       ngrok completion bash|zsh|fish",
      "       ngrok man",
      "       ngrok help",
      "       ngrok version [-v]"
    },
    description = "Gives a local service a public URL. Speaks ngrok 1.7's protocol.",
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Main implements Callable<Integer> {
  @Mixin private final ClientFlags flags = new ClientFlags();

  @Mixin private final PgrokFlags pgrok = new PgrokFlags();

  @Parameters(hidden = true)
  private List<String> words = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final HeadStart headStart;
  private final Optional<Word> later;

  /**
   * @param later the word before, where the command line is of the form of later versions
   */
  private Main(Map<String, String> environment, HeadStart headStart, Optional<Word> later) {
    this.environment = environment;
    this.headStart = headStart;
    this.later = later;
  }

  public static void main(String[] arguments) {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled"); // it is for tests
    }
    Security.setProperty("networkaddress.cache.ttl", "0"); // names are asked again each time
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    HeadStart headStart =
        HeadStart.with(LogSetup::quiet, opensTunnels(arguments) ? Main::load : () -> {});
    System.exit(
        GoFlags.commandLine(new Main(System.getenv(), headStart, Optional.empty()))
            .execute(arguments));
  }

  private static boolean opensTunnels(String[] arguments) {
    return arguments.length > 0 && Word.of(arguments[0]).map(Word::connects).orElse(true);
  }

  private static void load() {
    Transport.best();
    TlsContexts.loadClasses();
  }

  public static CommandLine commandLine(Map<String, String> environment) {
    return GoFlags.commandLine(
        new Main(environment, HeadStart.with(() -> {}, () -> {}), Optional.empty()));
  }

  /** What {@code version} and {@code -version} say. */
  static final class Version implements IVersionProvider {
    static final List<String> LINES = ProductVersion.lines("ngrok", Main.class);

    @Override
    public String[] getVersion() {
      return LINES.toArray(new String[0]);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (later.isPresent()) {
      runLater(later.get());
      return 0;
    }
    String first = words.isEmpty() ? "help" : words.get(0);
    Optional<Word> word = Word.of(first);
    if (word.isPresent() && word.get().takesFlagsBehind()) {
      return reread(word.get());
    }
    if (pgrok.areTyped()) {
      throw new UsageException("-r, -f, -t, -c and -host-key stand behind http, tcp or init");
    }
    List<String> further = words.isEmpty() ? words : words.subList(1, words.size());
    if (!word.map(Word::takesMore).orElse(false)) {
      requireNoMoreThan(first);
    }
    if (word.isPresent() && word.get() == Word.SERVICE) {
      return service(further);
    }
    if (word.isPresent() && word.get() == Word.IMPORT) {
      return below(new ImportCommand(environment), further);
    }
    if (word.isEmpty()) {
      run(file(), file -> List.of(flags.tunnel(first)));
    } else {
      run(word.get(), further);
    }
    return 0;
  }

  private void run(Word word, List<String> further) throws InterruptedException {
    switch (word) {
      case HELP -> help();
      case MAN -> print(Manual.page(spec).stripTrailing());
      case VERSION -> version(further);
      case LIST -> file().tunnels().keySet().forEach(this::print);
      case CONFIG ->
          new ConfigCommands(flags.configPath(environment), out(), environment).run(further);
      case LOGIN -> new LoginCommand(flags, out(), environment).run(further, file());
      case COMPLETION ->
          print(
              Completion.script(
                  further.size() == 1 ? further.get(0) : "",
                  spec.options().stream().filter(option -> !option.hidden()).toList()));
      case DIAGNOSE -> diagnose();
      case START -> run(file(), file -> Chosen.named(file, further));
      case START_ALL -> run(file(), Chosen::all);
      default -> throw new IllegalStateException(word.text());
    }
  }

  private void version(List<String> further) {
    Version.LINES.forEach(this::print);
    if (further.equals(List.of("-v")) || further.equals(List.of("--verbose"))) {
      print("commit     " + ProductVersion.commit(Main.class));
      RunsOn.lines().forEach(this::print);
    } else if (!further.isEmpty()) {
      throw new UsageException("version takes only -v behind it, for all that there is to know");
    }
  }

  /** Reads the rest as flags and one address, in any order, and runs that. */
  private int reread(Word word) {
    CommandLine typed = spec.commandLine();
    List<String> same = LaterForm.asFlags(typed.getParseResult().originalArgs(), words, word);
    return GoFlags.commandLine(new Main(environment, headStart, Optional.of(word)))
        .setStopAtPositional(false)
        .setOut(typed.getOut())
        .setErr(typed.getErr())
        .execute(same.toArray(new String[0]));
  }

  private void runLater(Word word) throws InterruptedException {
    if (!words.isEmpty()) {
      requireNoMoreThan(words.get(0));
    }
    if (word == Word.INIT) {
      new InitCommand(pgrok, out(), environment).run();
      return;
    }
    Optional<PgrokTunnel> bySsh =
        word == Word.TLS ? Optional.empty() : PgrokTunnel.of(pgrok, flags, environment);
    if (bySsh.isPresent()) {
      headStart.awaitLog();
      LogSetup.apply(log());
      run(bySsh.get().plan(word, words));
    } else if (words.isEmpty()) {
      throw new UsageException(
          "which local service? Write its port or address: ngrok " + word.text() + " 8080");
    } else {
      run(file(), file -> List.of(flags.tunnel(words.get(0))));
    }
  }

  private int service(List<String> further) {
    int arguments = spec.commandLine().getParseResult().originalArgs().size();
    return below(
        new ServiceCommand(
            flags.configPath(environment),
            OwnProgram.withoutArguments(arguments),
            environment,
            Machine::new),
        further);
  }

  /** Runs a command that has flags of its own. */
  private int below(Callable<Integer> command, List<String> further) {
    return GoFlags.commandLine(command)
        .setStopAtPositional(false)
        .setOut(spec.commandLine().getOut())
        .setErr(spec.commandLine().getErr())
        .execute(further.toArray(new String[0]));
  }

  private void help() {
    if (words.isEmpty()) {
      FirstSteps.lines().forEach(this::print);
      print("");
    }
    spec.commandLine().usage(out());
  }

  private void diagnose() throws InterruptedException {
    ConfigFile file = file();
    ClientConfig config = flags.config(file, List.copyOf(file.tunnels().values()), environment);
    headStart.await();
    if (!Diagnosis.of(config, out()).run()) {
      throw new UserException("something is in the way, see what FAILED above");
    }
  }

  /** What reads the file may log: where to has to be known before. */
  private ConfigFile file() throws InterruptedException {
    headStart.awaitLog();
    LogSetup.apply(log());
    return flags.file(environment);
  }

  private void run(ConfigFile file, Function<ConfigFile, List<TunnelConfig>> choice)
      throws InterruptedException {
    List<TunnelConfig> tunnels = choice.apply(file);
    run(
        new TunnelRun.Plan(
            flags.config(file, tunnels, environment),
            Uplink.Source.NGROK,
            flags.tokenToKeep(file),
            file.warnings(),
            Optional.of(() -> again(choice)),
            false));
  }

  private ClientConfig again(Function<ConfigFile, List<TunnelConfig>> choice) {
    ConfigFile file = flags.file(environment);
    return flags.config(file, choice.apply(file), environment);
  }

  private void run(TunnelRun.Plan plan) throws InterruptedException {
    headStart.await();
    new TunnelRun(log(), flags.configPath(environment), out(), environment).run(plan);
  }

  private LogOptions log() {
    return pgrok.log(flags.log());
  }

  private void requireNoMoreThan(String first) {
    if (words.size() > 1) {
      throw new UsageException(
          "too many words after '"
              + first
              + "': "
              + words.get(1)
              + ". Options come before the command or the local address");
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void print(String line) {
    out().println(line);
    out().flush();
  }
}
