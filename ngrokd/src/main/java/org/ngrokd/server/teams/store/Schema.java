package org.ngrokd.server.teams.store;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.Failures;

/** The tables, and the way from those of older programs to today's. */
final class Schema {
  /** The highest V in the directory of the migrations. */
  static final int VERSION = 4;

  private static final String MIGRATIONS = "classpath:org/ngrokd/server/teams/store/schema";
  private static final String HISTORY = "schema_history";
  private static final String OF_THE_CLUSTER = "cluster_";
  private static final int NONE = 0;

  private Schema() {}

  /**
   * Makes the tables or brings them up to date. Where they are, which is nearly always, Flyway is
   * not even loaded.
   *
   * @throws SQLException when the database does not do it
   * @throws UserException when it is not one for this program
   */
  @SuppressWarnings("try") // only held
  static void bringUpToDate(Database database) throws SQLException {
    if (version(database) == VERSION) {
      return;
    }
    try (Closeable alone = database.alone()) {
      int version = version(database);
      if (version > VERSION) {
        throw new UserException(
            "The database of accounts %s was used by a newer ngrokd (its tables are version %d, this one knows %d): run that one, or bring a backup back into a new one"
                .formatted(database, version, VERSION));
      }
      if (version < VERSION) {
        migrate(database);
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot lock the database of accounts %s: %s".formatted(database, Failures.oneLine(e)));
    }
  }

  private static int version(Database database) throws SQLException {
    try (Connection connection = database.patient().getConnection();
        ResultSet history =
            connection
                .getMetaData()
                .getTables(null, connection.getSchema(), HISTORY, new String[] {"TABLE"})) {
      if (!history.next()) {
        return NONE;
      }
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT max(CAST(version AS INTEGER)) FROM " + HISTORY + " WHERE success")) {
        return row.next() ? row.getInt(1) : NONE;
      }
    }
  }

  /** {@code ngrokd cluster join} may have been there before the first server. */
  private static boolean hasThoseOfTheClusterAlone(Database database) throws SQLException {
    try (Connection connection = database.patient().getConnection();
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      boolean areAll = true;
      while (tables.next()) {
        areAll &= tables.getString("TABLE_NAME").startsWith(OF_THE_CLUSTER);
      }
      return areAll;
    }
  }

  private static void migrate(Database database) throws SQLException {
    try {
      Flyway.configure()
          .dataSource(database.patient())
          .locations(MIGRATIONS)
          .placeholders(database.dialect())
          .table(HISTORY)
          .baselineOnMigrate(hasThoseOfTheClusterAlone(database))
          .baselineVersion("0")
          .loggers("slf4j")
          .load()
          .migrate();
    } catch (FlywayException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException failure) {
          throw failure;
        }
      }
      if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        throw new UserException(
            "The database %s has tables of another program: make one for ngrokd alone, with 'createdb ngrokd', and name it in database.url"
                .formatted(database));
      }
      throw new UserException(
          "Cannot make the tables of accounts in %s: %s".formatted(database, Failures.oneLine(e)));
    }
  }
}
