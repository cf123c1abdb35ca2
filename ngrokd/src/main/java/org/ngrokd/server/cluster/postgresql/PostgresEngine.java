package org.ngrokd.server.cluster.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.SharedPostgres;

/**
 * PostgreSQL, the database of accounts. What has to happen as one is a function in it ({@code
 * V1__cluster.sql}), so that it is one round trip; time is its clock's alone.
 */
public final class PostgresEngine implements Engine {
  private static final String LIVE =
      "SELECT n.name, n.url, n.node, n.epoch FROM cluster_names n JOIN cluster_nodes USING (node)"
          + " WHERE expires_at > clock_timestamp() AND ";

  private final SharedPostgres database;
  private final Calls calls;
  private Optional<Notifications> notifications = Optional.empty();

  private PostgresEngine(SharedPostgres database) {
    this.database = database;
    this.calls = new Calls(database);
  }

  /**
   * It is not asked yet.
   *
   * @throws org.ngrokd.kit.cli.UserException when the options name none
   */
  public static PostgresEngine at(TeamsOptions.Database options) {
    return new PostgresEngine(SharedPostgres.of(options));
  }

  /** Makes its tables where they are not there. */
  @Override
  public void open() {
    ClusterSchema.bringUpToDate(database);
  }

  @Override
  public CompletableFuture<Void> join(NodeCard node, Duration lease) {
    String sql =
        "INSERT INTO cluster_nodes VALUES (?, ?, ?, ?, clock_timestamp() + ? * interval '1 ms')"
            + " ON CONFLICT DO NOTHING";
    return calls
        .first(
            connection -> {
              change(
                  connection,
                  sql,
                  node.id(),
                  node.address(),
                  node.tunnels(),
                  node.isDraining(),
                  lease.toMillis());
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Boolean> renew(NodeCard node, Duration lease) {
    String sql = "SELECT cluster_renew(?, ?, ?, ? * interval '1 ms')";
    return calls.first(
        connection ->
            one(
                connection,
                sql,
                rows -> rows.getBoolean(1),
                node.id(),
                node.tunnels(),
                node.isDraining(),
                lease.toMillis()));
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    return call("SELECT cluster_leave(?)", node);
  }

  @Override
  public CompletableFuture<OptionalLong> claim(Wish wish) {
    return calls.later(
        connection ->
            one(
                connection,
                "SELECT cluster_claim(?, ?, ?, ?)",
                PostgresEngine::epoch,
                wish.name(),
                wish.url(),
                wish.owner(),
                wish.node()));
  }

  private static OptionalLong epoch(ResultSet row) throws SQLException {
    long epoch = row.getLong(1);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(epoch);
  }

  @Override
  public CompletableFuture<Void> release(String name, long epoch) {
    return call("SELECT cluster_release(?, ?)", name, epoch);
  }

  private CompletableFuture<Void> call(String function, Object... values) {
    return calls
        .later(
            connection -> {
              var unused = one(connection, function, rows -> true, values);
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<List<Held>> locate(Collection<String> names) {
    String[] wanted = names.toArray(String[]::new);
    return calls.later(
        connection ->
            all(
                connection,
                LIVE + "n.name = ANY (?)",
                PostgresEngine::held,
                connection.createArrayOf("text", wanted)));
  }

  @Override
  public CompletableFuture<List<Held>> list(String beginning) {
    return calls.later(
        connection ->
            all(connection, LIVE + "starts_with(n.name, ?)", PostgresEngine::held, beginning));
  }

  private static Held held(ResultSet row) throws SQLException {
    return new Held(row.getString(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    String sql =
        "SELECT node, address, tunnels, draining FROM cluster_nodes"
            + " WHERE expires_at > clock_timestamp() ORDER BY address, node";
    return calls.later(
        connection ->
            all(
                connection,
                sql,
                row ->
                    new NodeCard(
                        row.getString(1), row.getString(2), row.getLong(3), row.getBoolean(4))));
  }

  @Override
  public CompletableFuture<String> keep(String what, String value) {
    return calls.later(
        connection -> {
          change(
              connection,
              "INSERT INTO cluster_kept VALUES (?, ?) ON CONFLICT DO NOTHING",
              what,
              value);
          return one(
              connection,
              "SELECT value FROM cluster_kept WHERE name = ?",
              row -> row.getString(1),
              what);
        });
  }

  @Override
  public synchronized void watch(Changes changes) {
    notifications = Optional.of(Notifications.begin(database, changes));
  }

  @Override
  public synchronized void close() {
    notifications.ifPresent(Notifications::close);
    calls.close();
  }

  /** What a row says. */
  @FunctionalInterface
  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> T one(Connection connection, String sql, Row<T> row, Object... values)
      throws SQLException {
    List<T> all = all(connection, sql, row, values);
    if (all.size() != 1) {
      throw new SQLException(all.size() + " rows instead of one");
    }
    return all.get(0);
  }

  private static <T> List<T> all(Connection connection, String sql, Row<T> row, Object... values)
      throws SQLException {
    try (PreparedStatement statement = statement(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row.of(rows));
      }
      return all;
    }
  }

  private static void change(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = statement(connection, sql, values)) {
      int unused = statement.executeUpdate();
    }
  }

  private static PreparedStatement statement(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
