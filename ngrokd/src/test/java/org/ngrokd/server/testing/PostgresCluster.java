package org.ngrokd.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ngrokd.protocol.testing.FreePort;

/**
 * A PostgreSQL of its own in a new directory, on loopback, run by a user that is not root. Its
 * processes end with this JVM, however that ends. Safe from any thread.
 */
public final class PostgresCluster implements AutoCloseable {
  public static final String USER = "ngrokd";
  public static final String PASSWORD = "correct horse";

  /** Where Debian has them, by version. */
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  /** Its standard input ends when this JVM does, and everything with it. */
  private static final String SCRIPT =
      """
      umask 077
      directory=$(mktemp -d "${TMPDIR:-/tmp}/ngrokd-postgres.XXXXXX") && cd "$directory" || exit 1
      server=
      trap '[ -z "$server" ] || kill -QUIT "$server"; wait; rm -rf "$directory"' EXIT
      trap 'exit 1' HUP INT TERM
      printf '%s' "$3" >password
      "$1/initdb" --pgdata=data --username="$2" --pwfile=password --auth=scram-sha-256 \
        --encoding=UTF8 --no-locale --no-sync --no-instructions || exit 1
      "$1/postgres" -D data -p "$4" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=16MB \
        -c autovacuum=off </dev/null &
      server=$!
      cat >/dev/null
      """;

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Process process;
  private final int port;

  private PostgresCluster(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The one for all tests of this JVM; empty where PostgreSQL is not installed. */
  public static Optional<PostgresCluster> shared() {
    return Shared.CLUSTER;
  }

  private static final class Shared {
    static final Optional<PostgresCluster> CLUSTER = start();
  }

  /** Another one, for who wants to stop it; empty where PostgreSQL is not installed. */
  public static Optional<PostgresCluster> start() {
    return programs().map(PostgresCluster::start);
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PostgresCluster start(Path programs) {
    try {
      int port = FreePort.tcp();
      List<String> command = new ArrayList<>();
      if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
        command.addAll(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
      }
      command.addAll(
          List.of("sh", "-c", SCRIPT, "sh", programs.toString(), USER, PASSWORD, "" + port));
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .start();
      awaitReady(process);
      return new PostgresCluster(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    String line = output.readLine();
    while (line != null && !line.contains("ready to accept connections")) {
      lines.add(line);
      line = output.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("PostgreSQL does not start: " + String.join("\n", lines));
    }
    Thread reader = new Thread(() -> output.lines().forEach(each -> {}), "postgres-log");
    reader.setDaemon(true);
    reader.start();
  }

  public int port() {
    return port;
  }

  /** The URL of a database in it. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Makes a database like another one that nobody uses at the moment, as "template1"; its name. */
  public String newDatabase(String model) {
    String name = "test" + DATABASES.incrementAndGet();
    run("CREATE DATABASE " + name + " TEMPLATE " + model + " STRATEGY file_copy");
    return name;
  }

  /** Removes one, whoever uses it. */
  public void drop(String database) {
    run("DROP DATABASE " + database + " WITH (FORCE)");
  }

  /** Runs a statement as the administrator. */
  public void run(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a power cut would. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      int unused = process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
