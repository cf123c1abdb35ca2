package org.ngrokd.server.cli.accounts;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.accounts.ForeignAccount;
import org.ngrokd.streams.net.Failures;

/**
 * The accounts in pgrok's database, which is only read: its table {@code principles}. Of its
 * columns {@code last_tcp_port} came later, and may be missing.
 */
final class PgrokDatabase {
  private static final String DRIVER = "jdbc:postgresql:";
  private static final String ALL = "SELECT * FROM principles ORDER BY id";
  private static final String LAST_PORT = "last_tcp_port";
  private static final String NO_SUCH_TABLE = "42P01";
  private static final int TIMEOUT_SECONDS = 10;

  private PgrokDatabase() {}

  /**
   * Reads them.
   *
   * @param environment PGUSER and PGPASSWORD, where the address does not say them
   * @throws UserException when that cannot be done
   */
  static List<ForeignAccount> read(String url, Map<String, String> environment) {
    if (!url.startsWith(DRIVER)) {
      throw new UserException(
          "pgrok keeps its accounts in PostgreSQL; expected -pgrok jdbc:postgresql://HOST/NAME");
    }
    try (Connection connection = DriverManager.getConnection(url, properties(environment));
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      List<ForeignAccount> accounts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(ALL)) {
        boolean hasPorts = hasColumn(rows.getMetaData(), LAST_PORT);
        while (rows.next()) {
          accounts.add(account(rows, hasPorts ? rows.getInt(LAST_PORT) : 0));
        }
      }
      return accounts;
    } catch (SQLException e) {
      throw new UserException(
          NO_SUCH_TABLE.equals(e.getSQLState())
              ? "This is not pgrok's database: it has no table 'principles'"
              : "Cannot read pgrok's database: " + Failures.oneLine(e));
    }
  }

  private static Properties properties(Map<String, String> environment) {
    Properties properties = new Properties();
    environment.forEach(
        (name, value) -> {
          if (name.equals("PGUSER") || name.equals("PGPASSWORD")) {
            properties.setProperty(name.substring(2).toLowerCase(Locale.ROOT), value);
          }
        });
    properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.setProperty("ApplicationName", "ngrokd");
    return properties;
  }

  private static boolean hasColumn(ResultSetMetaData data, String name) throws SQLException {
    for (int i = 1; i <= data.getColumnCount(); i++) {
      if (data.getColumnName(i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static ForeignAccount account(ResultSet row, int lastPort) throws SQLException {
    Timestamp created = row.getTimestamp("created_at");
    return ForeignAccount.ofPgrok(
        row.getString("identifier"),
        row.getString("display_name"),
        row.getString("subdomain"),
        row.getString("token"),
        new ForeignAccount.PgrokPast(
            created == null ? Instant.EPOCH : created.toInstant(), lastPort));
  }
}
