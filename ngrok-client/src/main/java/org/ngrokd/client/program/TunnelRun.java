package org.ngrokd.client.program;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.StatePlace;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.EventFork;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.client.ui.TerminalScreen;
import org.ngrokd.client.words.AgentLog;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.Interactive;
import org.ngrokd.kit.cli.ProgramExit;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.LockFile;
import org.ngrokd.kit.files.UserHome;
import org.ngrokd.kit.log.BackgroundOutput;
import org.ngrokd.kit.log.LogFormat;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.streams.net.LoopWatchdog;
import org.ngrokd.streams.service.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens tunnels and serves them until the program ends, with a screen where there is a terminal.
 */
final class TunnelRun {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelRun.class);

  private final LogOptions log;
  private final Path configPath;
  private final PrintWriter out;
  private final boolean hasScreen;
  private final Map<String, String> environment;

  /**
   * What is run.
   *
   * @param tokenToKeep in the config file, once the server has accepted it
   * @param warnings what in the config file is ignored
   * @param again what the same command would run with the config file as it is then; empty: it does
   *     not depend on it
   * @param isPgroks whether it says what pgrok's client says
   */
  record Plan(
      ClientConfig config,
      Uplink.Source uplink,
      Optional<String> tokenToKeep,
      List<String> warnings,
      Optional<Supplier<ClientConfig>> again,
      boolean isPgroks) {}

  /**
   * Where what it says goes.
   *
   * @param hasScreen whether there is a screen where there is a terminal
   */
  record Output(PrintWriter lines, LogOptions log, boolean hasScreen) {}

  TunnelRun(Output output, Path configPath, Map<String, String> environment) {
    this.log = output.log();
    this.configPath = configPath;
    this.out = output.lines();
    this.hasScreen = output.hasScreen();
    this.environment = environment;
  }

  /**
   * Runs it. It comes back by throwing only; a signal ends the program.
   *
   * @throws UserException when the client gives up
   */
  void run(Plan plan) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    boolean isQuiet = log.target().equals(LogOptions.STDOUT);
    Optional<TerminalScreen> screen = isQuiet ? Optional.empty() : screen();
    Lines lines = Lines.to(out);
    Console console =
        new Console(isQuiet || screen.isPresent() ? null : lines.writer(), ended::countDown);
    EventFork events = new EventFork(events(plan, console));
    screen.ifPresent(events::add);
    Optional<AgentLog> agentLog = agentLog(events);
    Optional<ServiceNews> news = news(events);
    RunningClient client = begin(plan, events, screen);
    agentLog.ifPresent(each -> client.webAddress().ifPresent(each::serving));
    Optional<LockFile> note =
        plan.again().flatMap(again -> reloadable(plan, again, client, events));
    plan.warnings().forEach(line -> warn(line, events));
    client.ownersWebAddress().ifPresent(console::webInterface);
    screen.ifPresent(
        each -> each.show(client.agent().watched(), client.ownersWebAddress().orElse("")));
    begin(news, client);
    LoopWatchdog watchdog = LoopWatchdog.watch(client.loops(), () -> endStuck(screen));
    ProgramExit exit =
        ProgramExit.stoppingWith(
            () -> {
              watchdog.close();
              end(news);
              screen.ifPresent(TerminalScreen::close);
              client.close();
              lines.flush();
              LogSetup.flush();
            });
    if (!plan.isPgroks()) {
      MessageDecoder.loadClasses(); // while TLS is being agreed on
      MuxConnection.loadClasses();
    }
    ended.await();
    exit.code(GoFlags.FAILURE);
    screen.ifPresent(TerminalScreen::close);
    note.ifPresent(TunnelRun::free);
    throw new UserException(console.refusal());
  }

  /** For programs that start today's agents; others read lines of 1.7's. */
  private Optional<AgentLog> agentLog(EventFork events) {
    boolean isWanted = log.format() != LogFormat.TEXT && !log.target().equals(LogOptions.NONE);
    Optional<AgentLog> words = isWanted ? Optional.of(new AgentLog()) : Optional.empty();
    words.ifPresent(events::add);
    return words;
  }

  /** From now on a changed config file is taken up when somebody says so. */
  private Optional<LockFile> reloadable(
      Plan plan, Supplier<ClientConfig> again, RunningClient client, EventFork events) {
    TunnelChanges changes =
        new TunnelChanges(
            plan.config(),
            again,
            new TunnelChanges.Tunnels() {
              @Override
              public Future<List<Route>> open(TunnelConfig tunnel) {
                return client.open(tunnel);
              }

              @Override
              public Future<?> close(String tunnel) {
                return client.close(tunnel);
              }
            },
            line -> {
              LOG.info("{}", line);
              events.warned(line);
            });
    events.add(changes);
    ReloadSignals.run(changes::take);
    return StatePlace.in(environment, UserHome.in(environment).toString())
        .flatMap(state -> new RunningClients(state).note(configPath)); // when it can be told
  }

  private static void free(LockFile note) {
    try {
      note.close();
    } catch (IOException e) {
      LOG.debug("It is free when the process ends", e);
    }
  }

  /** For who started this process; nothing of it is loaded where nobody wants to hear of it. */
  private Optional<ServiceNews> news(EventFork events) {
    if (!environment.containsKey(ServiceManager.SOCKET)) {
      return Optional.empty();
    }
    ServiceNews news = new ServiceNews();
    events.add(news);
    return Optional.of(news);
  }

  private void begin(Optional<ServiceNews> news, RunningClient client) {
    if (news.isPresent()) { // or the class would be loaded for it
      news.get().begin(environment, client.loops());
    }
  }

  private static void end(Optional<ServiceNews> news) {
    if (news.isPresent()) {
      news.get().end();
    }
  }

  private SessionEvents events(Plan plan, Console console) {
    if (!plan.isPgroks()) {
      return new TokenKeeper(configPath, plan.tokenToKeep(), console);
    }
    console.leaveOutFirstSteps();
    return new EventFork(console, new PgrokWords(console));
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
    return hasScreen && Interactive.isTerminal()
        ? TerminalScreen.open(environment, () -> System.exit(0))
        : Optional.empty();
  }

  private static RunningClient begin(
      Plan plan, SessionEvents events, Optional<TerminalScreen> screen) {
    try {
      return RunningClient.begin(plan.config(), plan.uplink(), events);
    } catch (UserException e) {
      screen.ifPresent(TerminalScreen::close);
      throw e;
    }
  }
}
