package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.ProgramKeys;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.client.words.AgentLog;
import org.ngrokd.client.words.AgentVersion;
import org.ngrokd.client.words.RefusedOptions;
import org.ngrokd.client.words.StartFlags;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.HeadStart;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogFormat;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
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
      "       ngrok [OPTIONS] config check|edit|reload|upgrade|add-authtoken <token>",
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

  @Mixin private final StartFlags start = new StartFlags();

  @Mixin private final ConfigWords configs = new ConfigWords();

  @Mixin private final DiagnoseFlags diagnosed = new DiagnoseFlags();

  @Parameters(hidden = true)
  private List<String> words = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private ProgramKeys program = ProgramKeys.NONE;

  private final Map<String, String> environment;
  private final HeadStart headStart;
  private final Optional<LaterForm> later;

  /**
   * @param later where the command line is of the form of later versions
   */
  private Main(Map<String, String> environment, HeadStart headStart, Optional<LaterForm> later) {
    this.environment = environment;
    this.headStart = headStart;
    this.later = later;
  }

  public static void main(String[] arguments) {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled"); // it is for tests
    }
    LogSetup.claim();
    Security.setProperty("networkaddress.cache.ttl", "0"); // names are asked again each time
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    HeadStart headStart =
        HeadStart.with(LogSetup::quiet, opensTunnels(arguments) ? Main::load : () -> {});
    System.exit(line(new Main(System.getenv(), headStart, Optional.empty())).execute(arguments));
  }

  private static boolean opensTunnels(String[] arguments) {
    return arguments.length > 0 && Word.of(arguments[0]).map(Word::connects).orElse(true);
  }

  private static void load() {
    Transport.best();
    TlsContexts.loadClasses();
  }

  public static CommandLine commandLine(Map<String, String> environment) {
    return line(new Main(environment, HeadStart.with(() -> {}, () -> {}), Optional.empty()));
  }

  private static CommandLine line(Main main) {
    CommandLine line = GoFlags.commandLine(main);
    return line.setParameterExceptionHandler(
        RefusedOptions.before(line.getParameterExceptionHandler()));
  }

  /** What {@code -version} says, which is not what {@code version} says: see ADR 0027. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {AgentVersion.LINE};
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (later.isPresent()) {
      runTold(later.get().word());
      return 0;
    }
    start.refuse();
    configs.refuse();
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
    if (word.filter(CommandsBelow::has).isPresent()) {
      return new CommandsBelow(spec.commandLine(), flags, environment).run(word.get(), further);
    }
    if (word.isEmpty()) {
      run(file(), file -> List.of(flags.tunnel(first, Optional.empty())));
    } else {
      run(word.get(), further);
    }
    return 0;
  }

  private void run(Word word, List<String> further) throws InterruptedException {
    switch (word) {
      case LIST -> file().tunnels().keySet().forEach(this::print);
      case CONFIG, AUTHTOKEN -> configs.run(word, further, flags, out(), environment);
      case LOGIN -> new LoginCommand(flags, out(), environment).run(further, file());
      case DIAGNOSE -> diagnose();
      case START -> run(file(), Chosen.by(start.which(further), further));
      case START_ALL -> run(file(), Chosen::all);
      default -> new PlainCommands(spec, out()).run(word, further, !words.isEmpty());
    }
  }

  /** Reads the rest as flags and one address, in any order, and runs that. */
  private int reread(Word word) {
    CommandLine typed = spec.commandLine();
    List<String> same = LaterForm.asFlags(typed.getParseResult().originalArgs(), words, word);
    LaterForm form = new LaterForm(word, words.subList(1, words.size()));
    return line(new Main(environment, headStart, Optional.of(form)))
        .setStopAtPositional(false)
        .setOut(typed.getOut())
        .setErr(typed.getErr())
        .execute(same.toArray(new String[0]));
  }

  /** Who reads the log is told there, too, why there will be nothing. */
  private void runTold(Word word) throws InterruptedException {
    try {
      runLater(word);
    } catch (UsageException e) {
      throw e;
    } catch (UserException e) {
      if (log().format() != LogFormat.TEXT) {
        AgentLog.failed(String.valueOf(e.getMessage()));
        LogSetup.flush();
      }
      throw e;
    }
  }

  private void runLater(Word word) throws InterruptedException {
    if (word != Word.START) {
      start.refuse();
    }
    if (word != Word.CONFIG) {
      configs.refuse();
    }
    if (word == Word.START || word == Word.START_ALL) {
      later.ifPresent(LaterForm::refuseTunnelOptions);
    }
    if (!words.isEmpty() && !word.takesMore()) {
      requireNoMoreThan(words.get(0));
      if (!word.describesTunnel() && word != Word.INIT) {
        throw new UsageException("too many words after '" + word.text() + "': " + words.get(0));
      }
    }
    if (!word.describesTunnel() && word != Word.INIT) {
      run(word, words);
      return;
    }
    if (word == Word.INIT) {
      new InitCommand(pgrok, out(), environment).run();
      return;
    }
    Optional<String> publicAddress =
        word == Word.TCP && !words.isEmpty() ? pgrok.publicAddress(environment) : Optional.empty();
    Optional<PgrokTunnel> bySsh =
        word == Word.TLS || publicAddress.isPresent()
            ? Optional.empty()
            : PgrokTunnel.of(pgrok, flags, environment);
    if (bySsh.isPresent()) {
      headStart.awaitLog();
      LogSetup.apply(log());
      run(bySsh.get().plan(word, words));
    } else if (words.isEmpty()) {
      throw new UsageException(
          "which local service? Write its port or address: ngrok " + word.text() + " 8080");
    } else {
      run(file(), file -> List.of(flags.tunnel(words.get(0), publicAddress)));
    }
  }

  private void diagnose() throws InterruptedException {
    ConfigFile file = file();
    ClientConfig config = flags.config(file, List.copyOf(file.tunnels().values()), environment);
    headStart.await();
    diagnosed.run(config, out());
  }

  /** What reads the file may log, and the file may say where to: it is set twice. */
  private ConfigFile file() throws InterruptedException {
    headStart.awaitLog();
    LogSetup.apply(log());
    ConfigFile file = flags.file(environment);
    program = file.program();
    if (program.setsLog()) {
      LogSetup.apply(log());
    }
    return file;
  }

  private void run(ConfigFile file, Function<ConfigFile, List<TunnelConfig>> choice)
      throws InterruptedException {
    List<TunnelConfig> tunnels = choice.apply(file);
    run(
        new TunnelRun.Plan(
            flags.config(file, tunnels, environment),
            Uplink.Source.NGROK,
            later.filter(LaterForm::hasTokenForOnce).isPresent()
                ? Optional.empty()
                : flags.tokenToKeep(file),
            Stream.concat(file.warnings().stream(), start.warnings().stream()).toList(),
            Optional.of(() -> again(choice)),
            false));
  }

  private ClientConfig again(Function<ConfigFile, List<TunnelConfig>> choice) {
    ConfigFile file = flags.file(environment);
    return flags.config(file, choice.apply(file), environment);
  }

  private void run(TunnelRun.Plan plan) throws InterruptedException {
    headStart.await();
    new TunnelRun(
            new TunnelRun.Output(out(), log(), program.hasScreen()),
            flags.configPath(environment),
            environment)
        .run(plan);
  }

  private LogOptions log() {
    return pgrok.log(flags.log(program, later.map(LaterForm::logFormat).orElse(LogFormat.TEXT)));
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
