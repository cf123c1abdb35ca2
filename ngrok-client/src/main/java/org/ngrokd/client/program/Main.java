package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.diagnose.Diagnosis;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.EventFork;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.ui.FirstSteps;
import org.ngrokd.client.ui.TerminalScreen;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.HeadStart;
import org.ngrokd.kit.cli.ProgramExit;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.BackgroundOutput;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.streams.net.LoopWatchdog;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
      "       ngrok [OPTIONS] config check|edit|add-authtoken <token>",
      "       ngrok [OPTIONS] login [<server>]",
      "       ngrok [OPTIONS] diagnose",
      "       ngrok completion bash|zsh|fish",
      "       ngrok man",
      "       ngrok help",
      "       ngrok version"
    },
    description = "Gives a local service a public URL. Speaks ngrok 1.7's protocol.",
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Mixin private final ClientFlags flags = new ClientFlags();

  @Parameters(hidden = true)
  private List<String> words = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final HeadStart headStart;

  private Main(Map<String, String> environment, HeadStart headStart) {
    this.environment = environment;
    this.headStart = headStart;
  }

  public static void main(String[] arguments) {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled"); // it is for tests
    }
    Security.setProperty("networkaddress.cache.ttl", "0"); // names are asked again each time
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    HeadStart headStart =
        HeadStart.with(LogSetup::quiet, opensTunnels(arguments) ? Main::load : () -> {});
    System.exit(GoFlags.commandLine(new Main(System.getenv(), headStart)).execute(arguments));
  }

  private static boolean opensTunnels(String[] arguments) {
    return arguments.length > 0 && Word.of(arguments[0]).map(Word::connects).orElse(true);
  }

  private static void load() {
    Transport.best();
    TlsContexts.loadClasses();
  }

  public static CommandLine commandLine(Map<String, String> environment) {
    return GoFlags.commandLine(new Main(environment, HeadStart.with(() -> {}, () -> {})));
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
    String first = words.isEmpty() ? "help" : words.get(0);
    Optional<Word> word = Word.of(first);
    if (word.isPresent() && word.get().describesTunnel()) {
      return runTunnel(word.get());
    }
    List<String> further = words.isEmpty() ? words : words.subList(1, words.size());
    if (!word.map(Word::takesMore).orElse(false)) {
      requireNoMoreThan(first);
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
      case VERSION -> Version.LINES.forEach(this::print);
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

  private int runTunnel(Word word) {
    if (words.size() == 1) {
      throw new UsageException(
          "which local service? Write its port or address: ngrok " + word.text() + " 8080");
    }
    CommandLine typed = spec.commandLine();
    List<String> same = LaterForm.asFlags(typed.getParseResult().originalArgs(), words, word);
    return GoFlags.commandLine(new Main(environment, headStart))
        .setStopAtPositional(false)
        .setOut(typed.getOut())
        .setErr(typed.getErr())
        .execute(same.toArray(new String[0]));
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
    LogSetup.apply(flags.log());
    return flags.file(environment);
  }

  private void run(ConfigFile file, Function<ConfigFile, List<TunnelConfig>> choice)
      throws InterruptedException {
    List<TunnelConfig> tunnels = choice.apply(file);
    LogOptions log = flags.log();
    headStart.await();
    CountDownLatch ended = new CountDownLatch(1);
    boolean isQuiet = log.target().equals(LogOptions.STDOUT);
    Optional<TerminalScreen> screen = isQuiet ? Optional.empty() : screen();
    Lines lines = Lines.to(out());
    Console console =
        new Console(isQuiet || screen.isPresent() ? null : lines.writer(), ended::countDown);
    TokenKeeper keeper =
        new TokenKeeper(flags.configPath(environment), flags.tokenToKeep(file), console);
    EventFork events = new EventFork(keeper);
    screen.ifPresent(events::add);
    RunningClient client = begin(flags.config(file, tunnels, environment), events, screen);
    file.warnings().forEach(line -> warn(line, events));
    client.ownersWebAddress().ifPresent(console::webInterface);
    screen.ifPresent(
        each -> each.show(client.agent().watched(), client.ownersWebAddress().orElse("")));
    LoopWatchdog watchdog = LoopWatchdog.watch(client.loops(), () -> endStuck(screen));
    ProgramExit exit =
        ProgramExit.stoppingWith(
            () -> {
              watchdog.close();
              screen.ifPresent(TerminalScreen::close);
              client.close();
              lines.flush();
              LogSetup.flush();
            });
    MessageDecoder.loadClasses(); // while TLS is being agreed on
    MuxConnection.loadClasses();
    ended.await();
    exit.code(GoFlags.FAILURE);
    screen.ifPresent(TerminalScreen::close);
    throw new UserException(console.refusal());
  }

  private static void warn(String line, SessionEvents events) {
    LOG.warn("{}", line);
    events.warned(line);
  }

  /** Its log goes nowhere unless told, so it is said here too; nobody may have to wait for that. */
  private static void endStuck(Optional<TerminalScreen> screen) {
    screen.ifPresent(TerminalScreen::close);
    BackgroundOutput err = BackgroundOutput.start("stderr", System.err, count -> "");
    String line =
        "ngrok: an event loop does not turn any more; start ngrok again, with -log=FILE\n";
    err.write(line.getBytes(StandardCharsets.US_ASCII), true);
    err.flush();
    LogSetup.flush();
    Runtime.getRuntime().halt(ProgramExit.STUCK);
  }

  private Optional<TerminalScreen> screen() {
    return Interactive.isTerminal()
        ? TerminalScreen.open(environment, () -> System.exit(0))
        : Optional.empty();
  }

  private static RunningClient begin(
      ClientConfig config, SessionEvents events, Optional<TerminalScreen> screen) {
    try {
      return RunningClient.begin(config, events);
    } catch (UserException e) {
      screen.ifPresent(TerminalScreen::close);
      throw e;
    }
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
