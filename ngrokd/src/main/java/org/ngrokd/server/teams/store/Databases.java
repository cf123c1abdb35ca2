package org.ngrokd.server.teams.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.Failures;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens the databases there can be, and brings their tables up to date. */
final class Databases {
  private static final int CONNECTIONS = 4;
  private static final String MIGRATIONS = "classpath:org/ngrokd/server/teams/store";

  /** Logins wait for eight seconds in all. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** For a write of another process, as "ngrokd user add". */
  private static final Duration LOCKED = Duration.ofSeconds(5);

  private Databases() {}

  static HikariDataSource open(TeamsOptions.Database options, Path embedded) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("accounts");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT.toMillis());
    Map<String, String> dialect;
    if (options.url().isPresent()) {
      config.setJdbcUrl(options.url().get());
      config.setUsername(options.user());
      config.setPassword(options.password());
      config.addDataSourceProperty("ApplicationName", "ngrokd");
      config.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
      config.addDataSourceProperty("socketTimeout", 2 * CONNECT.toSeconds());
      dialect = Map.of("serial", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
    } else {
      config.setDataSource(embedded(embedded));
      dialect = Map.of("serial", "INTEGER PRIMARY KEY AUTOINCREMENT");
    }
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw unusable(e);
    }
    try {
      migrate(pool, dialect);
      return pool;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static UserException unusable(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new UserException("Cannot use the database of accounts: " + Failures.oneLine(cause));
  }

  private static SQLiteDataSource embedded(Path file) {
    try {
      if (!java.nio.file.Files.isDirectory(file.getParent())) {
        java.nio.file.Files.createDirectories(file.getParent());
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout((int) LOCKED.toMillis());
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static void migrate(HikariDataSource pool, Map<String, String> dialect) {
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations(MIGRATIONS)
          .placeholders(dialect)
          .table("schema_history")
          .loggers("slf4j")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw unusable(e);
    }
  }
}
