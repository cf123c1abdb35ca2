package org.ngrokd.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL that can be stopped, killed and started again with what it had, on loopback, run by
 * a user that is not root. It ends with {@link #close}, and with this JVM. Used by one thread.
 */
public final class OwnPostgres implements AutoCloseable {
  public static final String USER = "ngrokd";

  /** Its standard input ends when this JVM does, and the server with it. */
  private static final String SCRIPT =
      """
      umask 077
      cd "$1" || exit 1
      [ -d data ] || "$2/initdb" --pgdata=data --username="$3" --auth=trust --encoding=UTF8 --no-locale \
        --no-sync --no-instructions >/dev/null || exit 1
      rm -f data/postmaster.pid
      server=$2/postgres port=$4
      shift 4
      env "$@" "$server" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c max_connections=60 -c shared_buffers=16MB -c autovacuum=off </dev/null &
      echo "pid $!"
      cat >/dev/null
      kill -QUIT $!
      wait
      """;

  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path directory;
  private final int port;
  private final Map<String, String> environment;
  private Optional<Process> script = Optional.empty();
  private long pid;

  private OwnPostgres(Path programs, Path directory, Map<String, String> environment)
      throws IOException {
    this.environment = environment;
    this.port = KeptPort.tcp();
    this.programs = programs;
    this.directory = directory;
  }

  /** Empty where PostgreSQL is not installed. */
  public static Optional<OwnPostgres> start() {
    return start(Map.of());
  }

  /**
   * The same.
   *
   * @param environment of the server, added to ours
   */
  public static Optional<OwnPostgres> start(Map<String, String> environment) {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.naturalOrder())
          .map(programs -> started(programs, environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OwnPostgres started(Path programs, Map<String, String> environment) {
    try {
      Path directory = Files.createTempDirectory("ngrokd-own-postgres");
      if (isRoot()) {
        run("chown", "postgres", directory.toString());
      }
      OwnPostgres made = new OwnPostgres(programs, directory, environment);
      made.begin();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return ProcessHandle.current().info().user().filter("root"::equals).isPresent();
  }

  /** Starts it again. */
  public void begin() {
    try {
      List<String> command = new ArrayList<>();
      if (isRoot()) {
        command.addAll(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
      }
      command.addAll(
          List.of(
              "sh",
              "-c",
              SCRIPT,
              "sh",
              directory.toString(),
              programs.toString(),
              USER,
              "" + port));
      environment.forEach((name, value) -> command.add(name + "=" + value));
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .start();
      script = Optional.of(process);
      var lines = process.inputReader();
      String line = lines.readLine();
      while (line != null && !line.contains("ready to accept connections")) {
        if (line.startsWith("pid ")) {
          pid = Long.parseLong(line.substring("pid ".length()));
        }
        line = lines.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("PostgreSQL does not start");
      }
      Thread reader = new Thread(() -> drain(lines), "postgres-log");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // nobody reads it
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Nothing of it runs until {@link #goOn}; connections stay open. */
  public void stop() {
    signal("STOP");
  }

  public void goOn() {
    signal("CONT");
  }

  /** Ends it as a power cut would. */
  public void kill() {
    signal("KILL");
    script.ifPresent(
        each -> {
          each.destroy();
          try {
            each.getOutputStream().close();
            int unused = each.waitFor();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    script = Optional.empty();
  }

  private void signal(String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name, "" + pid));
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(each -> command.add("" + each.pid()));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) {
    try {
      int unused = new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    goOn();
    kill();
    run("rm", "-rf", directory.toString());
  }
}
