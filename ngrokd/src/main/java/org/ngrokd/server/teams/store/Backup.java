package org.ngrokd.server.teams.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.Failures;

/**
 * The accounts in one file, from either database and back into either: {@link BackupFormat}. Works
 * beside a server. Sessions and what is good once stay out: people sign in again. Secrets are in it
 * as hashes only, but for the server's own keys.
 */
public final class Backup {
  private static final int ROWS_AT_ONCE = 500;

  private Backup() {}

  /**
   * How much there was.
   *
   * @param rows of each table
   */
  public record Contents(Map<String, Integer> rows) {
    /** For people. */
    @Override
    public String toString() {
      return "%d accounts, %d names and ports, %d tokens, %d keys, %d lines of the audit log"
          .formatted(of("accounts"), of("names"), of("tokens"), of("ssh_keys"), of("audit"));
    }

    private int of(String table) {
      return rows.getOrDefault(table, 0);
    }
  }

  /**
   * Writes all that is there at one moment into a file, mode 0600, whole or not at all. It stands
   * in memory first, zipped.
   *
   * @throws UserException when it cannot be read or written
   */
  public static Contents write(Store store, Path file) {
    Map<String, Integer> rows = new TreeMap<>();
    try {
      BackupWriter writer = new BackupWriter(Instant.now().toString());
      inTransaction(store.database(), false, connection -> copy(connection, writer, rows));
      AtomicFile.SECRET.write(file.toAbsolutePath(), writer.end());
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException ? "there is no such directory" : Failures.oneLine(e);
      throw new UserException("Cannot write the backup %s: %s".formatted(file, why));
    }
    return new Contents(rows);
  }

  private static void copy(Connection connection, BackupWriter writer, Map<String, Integer> rows)
      throws SQLException, IOException {
    for (BackupTable table : BackupTable.ALL) {
      if (table.isKept()) {
        try (Statement statement = connection.createStatement()) {
          statement.setFetchSize(ROWS_AT_ONCE);
          ResultSet result = statement.executeQuery(table.select());
          while (result.next()) {
            writer.row(table.name(), table.row(result));
            rows.merge(table.name(), 1, Integer::sum);
          }
        }
      }
    }
  }

  /**
   * Puts what a backup has into a database, all of it or nothing. A server that runs on it goes on
   * with the new accounts.
   *
   * @param replaces whether accounts that are there are removed; else there must be none
   * @throws UserException when the file is not whole, there are accounts, or the database does not
   *     do it
   */
  public static Contents read(Path file, Store store, boolean replaces) {
    BackupReader reader = new BackupReader(file);
    Map<String, Integer> rows = new TreeMap<>();
    try {
      reader.read((table, row) -> rows.merge(table.name(), 1, Integer::sum));
      inTransaction(
          store.database(),
          true,
          connection -> {
            count(connection);
            empty(connection, store.database(), replaces);
            fill(connection, reader);
            note(connection, file);
          });
    } catch (IOException | SQLException e) {
      throw new UserException("Cannot read the backup %s: %s".formatted(file, Failures.oneLine(e)));
    }
    return new Contents(rows);
  }

  /** First, so that others who change something wait; and a server looks at everything anew. */
  private static void count(Connection connection) throws SQLException {
    execute(
        connection,
        "UPDATE own SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = '"
            + OwnTable.CHANGES
            + "'");
  }

  private static void empty(Connection connection, Database database, boolean replaces)
      throws SQLException {
    if (!replaces && hasAccounts(connection)) {
      throw new UserException(
          "The database of accounts %s has accounts, so nothing was changed: say --force to replace them"
              .formatted(database));
    }
    for (int last = BackupTable.ALL.size() - 1; last >= 0; last--) {
      execute(connection, BackupTable.ALL.get(last).delete());
    }
  }

  private static boolean hasAccounts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet any = statement.executeQuery("SELECT id FROM accounts LIMIT 1")) {
      return any.next();
    }
  }

  private static void fill(Connection connection, BackupReader reader) throws SQLException {
    try (Inserts inserts = new Inserts(connection)) {
      reader.read(inserts::add);
    }
  }

  private static void note(Connection connection, Path file) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit (at, who, address, action, target, detail) VALUES"
                + " (?, 'ngrokd restore', '', 'store.restored', ?, '')")) {
      insert.setLong(1, Instant.now().toEpochMilli());
      insert.setString(2, CleanText.of(String.valueOf(file.getFileName())));
      insert.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException, IOException;
  }

  private static void inTransaction(Database database, boolean isWriting, Work work)
      throws IOException {
    try (Connection connection = database.patient().getConnection()) {
      database.beforeTransaction(connection, isWriting);
      connection.setTransactionIsolation(
          isWriting
              ? Connection.TRANSACTION_READ_COMMITTED
              : Connection.TRANSACTION_REPEATABLE_READ); // one moment for all tables
      connection.setAutoCommit(false);
      try {
        work.on(connection);
        connection.commit();
      } catch (SQLException | IOException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new UserException("Cannot use the database of accounts: " + database.words(e));
    }
  }
}
