package org.ngrokd.server.teams.store;

import java.io.Closeable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.TeamsOptions;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL, somewhere. What its URL says holds before what is said here. */
final class PostgresDatabase implements Database {
  private static final int CONNECTIONS = 4;

  /** Logins wait for eight seconds in all. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration LOGIN = Duration.ofSeconds(10);

  /** What this program does is done by then, or never. */
  private static final String GREETING =
      "SET statement_timeout = 4000; SET idle_in_transaction_session_timeout = 10000;"
          + " SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";

  /** Kept, or its level would be forgotten: what the driver says we say. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private final TeamsOptions.Database options;
  private final String url;
  private final PostgresTrouble trouble;

  private PostgresDatabase(TeamsOptions.Database options, String url, Properties parsed) {
    this.options = options;
    this.url = url;
    this.trouble =
        new PostgresTrouble(
            PGProperty.PG_HOST.getOrDefault(parsed) + ":" + PGProperty.PG_PORT.getOrDefault(parsed),
            text(PGProperty.PG_DBNAME, parsed),
            options.user().isEmpty() ? text(PGProperty.USER, parsed) : options.user());
  }

  /**
   * The one with this URL; it is not asked yet.
   *
   * @throws UserException when it is none
   */
  static PostgresDatabase at(TeamsOptions.Database options, String url) {
    DRIVER_LOG.setLevel(Level.OFF);
    return new PostgresDatabase(
        options, url, parsed(url).orElseThrow(PostgresDatabase::notAsItHasToBe));
  }

  private static Optional<Properties> parsed(String url) {
    try {
      return Optional.ofNullable(Driver.parseURL(url, new Properties()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The URL stays out: there may be a password in it. */
  private static UserException notAsItHasToBe() {
    return new UserException(
        "database.url is not as it has to be: jdbc:postgresql://HOST:PORT/DATABASE, with"
            + " ?sslmode=verify-full behind it for TLS");
  }

  private static String text(PGProperty property, Properties parsed) {
    String text = property.getOrDefault(parsed);
    return text == null ? "" : text;
  }

  private PGSimpleDataSource source(PGSimpleDataSource source) {
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw notAsItHasToBe();
    }
    if (!options.user().isEmpty()) {
      source.setUser(options.user());
    }
    if (!options.password().isEmpty()) {
      source.setPassword(options.password());
    }
    if (isUnsaid(PGProperty.APPLICATION_NAME)) {
      source.setApplicationName("ngrokd");
    }
    if (isUnsaid(PGProperty.CONNECT_TIMEOUT)) {
      source.setConnectTimeout((int) CONNECT.toSeconds());
    }
    source.setLogServerErrorDetail(false); // it has what is in the tables
    source.setTcpKeepAlive(true);
    return source;
  }

  private boolean isUnsaid(PGProperty property) {
    return !url.contains(property.getName() + "=");
  }

  @Override
  public DataSource quick() {
    PGSimpleDataSource source = source(new UnhurriedSource());
    if (isUnsaid(PGProperty.SOCKET_TIMEOUT)) {
      source.setSocketTimeout((int) ANSWER.toSeconds());
    }
    return source;
  }

  @Override
  public DataSource patient() {
    PGSimpleDataSource source = source(new PGSimpleDataSource());
    if (isUnsaid(PGProperty.LOGIN_TIMEOUT)) {
      source.setLoginTimeout((int) LOGIN.toSeconds());
    }
    return source;
  }

  @Override
  public int connections() {
    return CONNECTIONS;
  }

  @Override
  public String greeting() {
    return GREETING;
  }

  /** Flyway locks by what PostgreSQL has for it. */
  @Override
  public Closeable alone() {
    return () -> {};
  }

  @Override
  public Map<String, String> dialect() {
    return Map.of(
        "serial", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytewise", "COLLATE \"C\"");
  }

  @Override
  public void beforeTransaction(Connection connection, boolean isRerun) {}

  @Override
  public Trouble trouble(SQLException failure) {
    return trouble.kind(failure);
  }

  @Override
  public String words(SQLException failure) {
    return trouble.words(failure);
  }

  @Override
  public String toString() {
    return trouble.toString();
  }
}
