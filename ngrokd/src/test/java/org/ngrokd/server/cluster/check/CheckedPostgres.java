package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.ngrokd.server.testing.OwnPostgres;
import org.ngrokd.server.testing.SteppedClock;

/** PostgreSQL, with the accounts, of which there is one. Its clock can be set. */
final class CheckedPostgres implements CheckedEngine {
  private static final String ACCOUNT = "check";

  private final OwnPostgres postgres;
  private final Optional<SteppedClock> clock;
  private final Path directory;

  /**
   * @param directory for a config file
   */
  CheckedPostgres(OwnPostgres postgres, Optional<SteppedClock> clock, Path directory) {
    this.postgres = postgres;
    this.clock = clock;
    this.directory = directory;
  }

  @Override
  public List<Integer> ports() {
    return List.of(URI.create(postgres.url().substring("jdbc:".length())).getPort());
  }

  @Override
  public void kill(int member) {
    postgres.kill();
  }

  @Override
  public void begin(int member) {
    postgres.begin();
  }

  @Override
  public void stop(int member) {
    postgres.stop();
  }

  @Override
  public void goOn(int member) {
    postgres.goOn();
  }

  @Override
  public Duration longestStop() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Optional<SteppedClock> clock() {
    return clock;
  }

  @Override
  public List<String> flags(List<Integer> ways, Path to) throws IOException {
    return List.of("-config=" + config(ways.get(0), to), "-cluster=postgresql");
  }

  private static Path config(int port, Path to) throws IOException {
    return Files.writeString(
        to.resolve("ngrokd.yml"),
        """
        domain: %s
        database: {url: 'jdbc:postgresql://127.0.0.1:%d/postgres', user: %s}
        accounts:
          limits: {max_tunnels: 10000}
        """
            .formatted(Site.DOMAIN, port, OwnPostgres.USER));
  }

  @Override
  public Login login(CommandLine run) throws IOException, InterruptedException {
    String config = "-config=" + config(ports().get(0), directory);
    String unused = run.run(List.of("user", "add", ACCOUNT, config));
    String token = run.run(List.of("user", "token", ACCOUNT, config)).strip();
    try (var connection = DriverManager.getConnection(postgres.url(), OwnPostgres.USER, "");
        var rows = connection.createStatement().executeQuery("SELECT '#' || id FROM accounts")) {
      if (!rows.next()) {
        throw new IOException("no account was made");
      }
      return new Login(token, rows.getString(1));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public Observer.Source source(ToIntFunction<String> nodeAt) throws SQLException {
    return new PostgresSource(postgres.url(), OwnPostgres.USER, nodeAt);
  }

  @Override
  public void close() {
    postgres.close();
  }
}
