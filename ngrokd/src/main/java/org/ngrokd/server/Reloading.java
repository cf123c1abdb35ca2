package org.ngrokd.server;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.admin.Orders.Reloaded;
import org.ngrokd.server.cli.ServerFlags;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the config file anew and takes up what can be taken up while the server runs. What is wrong
 * changes nothing. One reading at a time, on the thread of whoever asks, which waits for files.
 */
final class Reloading {
  /** The flags that a running server takes up, by their names without dashes. */
  private static final Set<String> LIVE =
      Set.of(
          "maxHeadBytes",
          "maxHeaders",
          "headTimeout",
          "idleTimeout",
          "halfCloseTimeout",
          "minBodyRate",
          "forwardedHeaders",
          "trustedProxies",
          "proxyProtocol",
          "redirectToHttps",
          "poolBalance",
          "maxControlsPerIp",
          "firstMessageTimeout",
          "maxUnauthenticated",
          "maxWaiting",
          "maxMessageRate",
          "maxTunnelsPerClient",
          "maxTunnels",
          "maxVisitorsPerIp",
          "maxVisitors",
          "stallTimeout",
          "tcpPorts",
          "log",
          "log-level",
          "log-format");

  /** What holds where nobody has said it; of other flags it is their value. */
  private static final Map<String, String> UNTOLD =
      Map.of("log", "stdout", "log-level", "INFO", "log-format", "text");

  /** These two as well, unless they are gone: the server's own certificate is one of a start. */
  private static final Set<String> CERTIFICATE = Set.of("tlsCrt", "tlsKey");

  private static final String DATABASE = "database";
  private static final String ACCOUNTS = "accounts";

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final Program program;
  private final LiveOptions live;
  private final Map<String, String> flags;
  private Optional<TeamsOptions> teams;

  /**
   * What of the program has to be known.
   *
   * @param file reads the config file, or says all that is wrong with it
   * @param over the flags of the command line over those of a file
   * @param typed the command line
   * @param environment as the process has it
   * @param also takes up what is not the server's
   */
  record Program(
      Supplier<ServerConfigFile> file,
      Function<ServerConfigFile, ServerFlags> over,
      List<String> typed,
      Map<String, String> environment,
      Also also) {}

  /** Something else that stands in the file. */
  interface Also {
    /**
     * Prepares to take it up.
     *
     * @param changed gets a line for each thing that will have changed
     * @return what takes it up; it cannot fail
     * @throws UserException when something is wrong
     */
    Runnable prepare(ServerConfigFile file, List<String> changed);
  }

  /**
   * @param before what the server was started with
   */
  Reloading(Program program, LiveOptions live, ServerConfigFile before) {
    this.program = program;
    this.live = live;
    this.flags = new TreeMap<>(ServerFlags.values(before, program.typed()));
    this.teams = before.teams();
  }

  /** For a signal, to which nobody waits for an answer: it is in the log. */
  void onSignal() {
    Reloaded done = now();
    if (!done.errors().isEmpty()) {
      LOG.warn("Nothing was changed: {}", String.join("; ", done.errors()));
    } else if (done.changed().isEmpty() && done.needsRestart().isEmpty()) {
      LOG.info("Nothing has changed");
    }
  }

  /** Reads all anew. */
  synchronized Reloaded now() {
    try {
      return take();
    } catch (UserException e) {
      return new Reloaded(List.of(), List.of(), e.lines());
    } catch (CertificateFileException | UncheckedIOException e) {
      return new Reloaded(List.of(), List.of(), List.of(String.valueOf(e.getMessage())));
    }
  }

  private Reloaded take() {
    ServerConfigFile file = program.file().get();
    ServerFlags wanted = program.over().apply(file);
    ServerOptions options = wanted.options(program.environment(), file.teams());
    List<String> changed = new ArrayList<>();
    List<String> needsRestart = new ArrayList<>();
    Map<String, String> values = ServerFlags.values(file, program.typed());
    Map<String, String> taken = flags(values, changed, needsRestart);
    Optional<TeamsOptions> takenTeams = teams(file.teams(), changed, needsRestart);
    Runnable ofServer = live.prepare(options);
    Runnable ofOthers = program.also().prepare(file, changed);
    LogSetup.change(wanted.log()); // the last that can fail, and the first that is said elsewhere
    ofServer.run();
    ofOthers.run();
    flags.putAll(taken);
    teams = takenTeams;
    changed.forEach(line -> LOG.info("Changed: {}", line));
    needsRestart.forEach(
        key -> LOG.warn("{} has changed in the config file, which needs a restart", key));
    return new Reloaded(List.copyOf(changed), List.copyOf(needsRestart), List.of());
  }

  private Map<String, String> flags(
      Map<String, String> values, List<String> changed, List<String> needsRestart) {
    Map<String, String> taken = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          String before = flags.getOrDefault(key, "");
          if (value.equals(before)) {
            return;
          }
          if (LIVE.contains(key) || (CERTIFICATE.contains(key) && !value.isEmpty())) {
            taken.put(key, value);
            changed.add(
                "%s is %s, and was %s".formatted(key, shown(key, value), shown(key, before)));
          } else {
            needsRestart.add(key);
          }
        });
    return taken;
  }

  private static String shown(String key, String value) {
    boolean isTold = !value.isEmpty() && !value.equals("[]") && !value.equals("null");
    return isTold ? value : UNTOLD.getOrDefault(key, "none");
  }

  private Optional<TeamsOptions> teams(
      Optional<TeamsOptions> wanted, List<String> changed, List<String> needsRestart) {
    if (teams.isEmpty() || wanted.isEmpty()) {
      if (teams.isPresent() || wanted.isPresent()) {
        needsRestart.add(DATABASE);
      }
      return teams;
    }
    TeamsOptions before = teams.get();
    TeamsOptions now = wanted.get();
    if (!now.database().equals(before.database())) {
      needsRestart.add(DATABASE);
    }
    if (!now.accounts().equals(before.accounts())) {
      needsRestart.add(ACCOUNTS);
    }
    if (!now.providers().equals(before.providers())) {
      changed.add("oidc");
    }
    return Optional.of(new TeamsOptions(before.database(), now.providers(), before.accounts()));
  }
}
