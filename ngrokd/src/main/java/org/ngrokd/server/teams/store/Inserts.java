package org.ngrokd.server.teams.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.ngrokd.kit.json.JsonValue;

/** Inserts rows in batches, those of one table after the other. Confined to one thread. */
final class Inserts implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 500;

  private final Connection connection;
  private Optional<Batch> batch = Optional.empty();

  /** What waits for the same statement. */
  private static final class Batch {
    final BackupTable table;
    final PreparedStatement statement;
    int rows;

    Batch(BackupTable table, PreparedStatement statement) {
      this.table = table;
      this.statement = statement;
    }
  }

  Inserts(Connection connection) {
    this.connection = connection;
  }

  void add(BackupTable table, JsonValue row) throws SQLException {
    Batch into = into(table);
    table.bind(row, into.statement);
    into.statement.addBatch();
    into.rows++;
    if (into.rows == ROWS_AT_ONCE) {
      run(into);
    }
  }

  private Batch into(BackupTable table) throws SQLException {
    if (batch.isPresent() && batch.get().table.equals(table)) {
      return batch.get();
    }
    close();
    Batch fresh = new Batch(table, connection.prepareStatement(table.insert()));
    batch = Optional.of(fresh);
    return fresh;
  }

  private static void run(Batch batch) throws SQLException {
    batch.statement.executeBatch();
    batch.rows = 0;
  }

  /** Inserts what waits, and is ready for another table's. */
  @Override
  public void close() throws SQLException {
    if (batch.isPresent()) {
      Batch last = batch.get();
      batch = Optional.empty();
      try (PreparedStatement statement = last.statement) {
        if (last.rows > 0) {
          statement.executeBatch();
        }
      }
    }
  }
}
