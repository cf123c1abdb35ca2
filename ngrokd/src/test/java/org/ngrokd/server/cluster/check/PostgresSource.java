package org.ngrokd.server.cluster.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.ngrokd.server.cluster.check.Observer.Change;

/**
 * What PostgreSQL has done: triggers write that down in the transactions that do it, those of one
 * name in its order. Used by one thread.
 */
final class PostgresSource implements Observer.Source {
  /** Transactions that began earlier have ended long since. */
  private static final int OPEN_AT_MOST = 1000;

  private static final String TRIGGERS =
      """
      CREATE TABLE check_history (
        seq BIGSERIAL PRIMARY KEY, name TEXT, owner TEXT, node TEXT, epoch BIGINT, address TEXT);
      CREATE FUNCTION check_name() RETURNS TRIGGER LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF OLD.epoch > 0 THEN INSERT INTO check_history (name) VALUES (OLD.name); END IF;
        ELSIF NEW.epoch <> OLD.epoch THEN
          INSERT INTO check_history (name, owner, node, epoch)
            VALUES (NEW.name, NEW.owner, NEW.node, NEW.epoch);
        END IF;
        RETURN NULL;
      END
      $$;
      CREATE FUNCTION check_node() RETURNS TRIGGER LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          INSERT INTO check_history (node, address) VALUES (NEW.node, NEW.address);
        ELSIF TG_OP = 'DELETE' THEN
          INSERT INTO check_history (node) VALUES (OLD.node);
        ELSIF NEW.dead AND NOT OLD.dead THEN
          INSERT INTO check_history (node) VALUES (NEW.node);
        END IF;
        RETURN NULL;
      END
      $$;
      CREATE TRIGGER check_names AFTER UPDATE OR DELETE ON cluster_names
        FOR EACH ROW EXECUTE FUNCTION check_name();
      CREATE TRIGGER check_nodes AFTER INSERT OR UPDATE OR DELETE ON cluster_nodes
        FOR EACH ROW EXECUTE FUNCTION check_node();
      INSERT INTO check_history (node, address) SELECT node, address FROM cluster_nodes;
      """;

  private final String url;
  private final Properties login = new Properties();
  private final ToIntFunction<String> nodeAt;
  private final Set<Long> told = new HashSet<>();
  private long last;
  private Connection connection;

  /**
   * Puts the triggers where a first node has made its tables.
   *
   * @param nodeAt which node is reached by an address
   */
  PostgresSource(String url, String user, ToIntFunction<String> nodeAt) throws SQLException {
    this.url = url;
    this.nodeAt = nodeAt;
    login.setProperty("user", user);
    login.setProperty("connectTimeout", "2");
    login.setProperty("socketTimeout", "2");
    connection = DriverManager.getConnection(url, login);
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(TRIGGERS);
    }
  }

  @Override
  public List<Change> look() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT seq, name, owner, node, epoch, address FROM check_history WHERE seq > "
                    + (last - OPEN_AT_MOST)
                    + " ORDER BY seq")) {
      List<Change> changes = new ArrayList<>();
      while (rows.next()) {
        if (told.add(rows.getLong("seq"))) {
          last = Math.max(last, rows.getLong("seq"));
          changes.add(change(rows));
        }
      }
      return changes;
    } catch (SQLException e) {
      connection.close();
      connection = DriverManager.getConnection(url, login);
      throw e;
    }
  }

  private Change change(ResultSet row) throws SQLException {
    String name = row.getString("name");
    if (name == null && row.getString("address") == null) {
      return Change.died(row.getString("node"));
    }
    if (name == null) {
      return Change.lived(row.getString("node"), nodeAt.applyAsInt(row.getString("address")));
    }
    String owner = row.getString("owner");
    return owner == null
        ? Change.freed(name)
        : Change.had(name, owner, row.getString("node"), row.getLong("epoch"));
  }
}
