package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class SchemaTest {
  private static void run(Store store, String sql) throws SQLException {
    try (Connection connection = store.database().patient().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @EveryStore
  void tablesOfANewerProgramAreLeftAlone(TestDatabase database) throws SQLException {
    run(
        database.store(),
        "INSERT INTO schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success) VALUES (5, '5', 'more', 'SQL',"
            + " 'V5__more.sql', 'x', 1, true)");

    assertThatThrownBy(database::another)
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "was used by a newer ngrokd (its tables are version 5, this one knows 4)");
  }

  @EveryStore
  void tablesOfAnOlderProgramAreBroughtUpToDateWithAllThatIsInThem(TestDatabase database)
      throws SQLException {
    Store old = database.store();
    Samples.add(old, "alice");
    run(old, "DROP TABLE ssh_keys");
    run(old, "DROP TABLE certificates");
    run(old, "DROP TABLE certificates_asked");
    run(old, "DROP TABLE certificates_ordered");
    run(old, "DROP TABLE certificates_paused");
    run(old, "DROP TABLE certificates_claimed");
    run(old, "DELETE FROM schema_history WHERE version IN ('2', '3', '4')");

    Store fresh = database.another();

    boolean isThere = fresh.now(tables -> tables.accounts().withSubdomain("alice").isPresent());
    assertThat(isThere).isTrue();
    boolean isNew = fresh.now(tables -> tables.keys().add(Samples.key("SHA256:a", "alice")));
    assertThat(isNew).isTrue();
  }

  @EveryStore
  void backupsHaveAllColumns(TestDatabase database) throws SQLException {
    for (BackupTable table : BackupTable.ALL) {
      if (table.isKept()) {
        List<String> columns = columns(database.store(), table.name());
        columns.remove("seq"); // counted anew

        assertThat(table.columns())
            .extracting(BackupTable.Column::name)
            .containsExactlyElementsOf(columns);
      }
    }
  }

  @EveryStore
  void backupsKnowAllTables(TestDatabase database) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection = database.store().database().patient().getConnection();
        ResultSet row =
            connection
                .getMetaData()
                .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (row.next()) {
        tables.add(row.getString("TABLE_NAME"));
      }
    }
    tables.removeIf(name -> name.equals("schema_history") || name.startsWith("sqlite_"));

    assertThat(BackupTable.ALL)
        .extracting(BackupTable::name)
        .containsExactlyInAnyOrderElementsOf(tables);
  }

  private static List<String> columns(Store store, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Connection connection = store.database().patient().getConnection();
        ResultSet row = connection.getMetaData().getColumns(null, null, table, "%")) {
      while (row.next()) {
        columns.add(row.getString("COLUMN_NAME"));
      }
    }
    return columns;
  }

  @Test
  void theProgramKnowsTheNewestMigration() {
    assertThat(Schema.class.getResource("schema/V" + Schema.VERSION + "__certificate_orders.sql"))
        .isNotNull();
  }
}
