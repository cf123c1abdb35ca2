package org.ngrokd.server.cluster.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.SharedPostgres;

/**
 * PostgreSQL, the database of accounts. What has to happen as one is a function in it ({@code
 * V3__together.sql}), so that it is one round trip. Its clock does not count: whether a node goes
 * on is {@link Pulses seen} by its renewals.
 */
public final class PostgresEngine implements Engine {
  private static final String HELD =
      "SELECT n.name, n.url, n.node, n.epoch FROM cluster_names n JOIN cluster_nodes USING (node)"
          + " WHERE NOT dead AND ";

  private final SharedPostgres database;
  private final Calls calls;
  private final Claims claims;
  private final Pulses pulses = new Pulses(System::nanoTime);
  private final Burials burials;
  private Optional<Notifications> notifications = Optional.empty();

  private PostgresEngine(SharedPostgres database) {
    this.database = database;
    this.calls = new Calls(database);
    this.claims = new Claims(calls);
    this.burials = new Burials(this::isSo);
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
    return calls
        .first(
            connection ->
                one(
                    connection,
                    "SELECT cluster_join(?, ?, ?, ?, ?)",
                    row -> true,
                    node.id(),
                    node.address(),
                    node.clientAddr(),
                    node.tunnels(),
                    node.isDraining()))
        .thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration lease) {
    String[] known = knows.toArray(String[]::new);
    CompletableFuture<List<Life>> renewed =
        calls.first(
            connection ->
                all(
                    connection,
                    "SELECT node, address, tunnels, draining, client_addr, knows, renewals"
                        + " FROM cluster_renew(?, ?, ?, ?)",
                    PostgresEngine::life,
                    node.id(),
                    node.tunnels(),
                    node.isDraining(),
                    connection.createArrayOf("text", known)));
    var unused = renewed.thenRun(burials::look);
    return renewed.thenApply(lives -> pulses.felt(lives, lease));
  }

  private static Life life(ResultSet row) throws SQLException {
    Set<String> knows = Set.of((String[]) row.getArray(6).getArray());
    return new Life(card(row), knows, row.getLong(7), false);
  }

  private static NodeCard card(ResultSet row) throws SQLException {
    return new NodeCard(
        row.getString(1), row.getString(2), row.getLong(3), row.getBoolean(4), row.getString(5));
  }

  @Override
  public CompletableFuture<Void> bury(Life seen) {
    return call("SELECT cluster_bury(?, ?)", seen.id(), seen.version());
  }

  private CompletableFuture<Boolean> isSo(String function) {
    return calls.later(connection -> one(connection, function, PostgresEngine::isSo));
  }

  private static boolean isSo(ResultSet row) throws SQLException {
    return row.getBoolean(1);
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    return call("SELECT cluster_leave(?)", node);
  }

  @Override
  public CompletableFuture<Optional<Given>> claim(Wish wish) {
    return claims.claim(wish);
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
                HELD + "n.name = ANY (?)",
                PostgresEngine::held,
                connection.createArrayOf("text", wanted)));
  }

  @Override
  public CompletableFuture<List<Held>> list(String beginning) {
    return calls.later(
        connection ->
            all(connection, HELD + "starts_with(n.name, ?)", PostgresEngine::held, beginning));
  }

  private static Held held(ResultSet row) throws SQLException {
    return new Held(row.getString(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    String sql =
        "SELECT node, address, tunnels, draining, client_addr FROM cluster_nodes"
            + " WHERE NOT dead ORDER BY address, node";
    return calls.later(connection -> all(connection, sql, PostgresEngine::card));
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
  public CompletableFuture<Void> remember(Map<String, String> values) {
    Map<String, String> inOrder = new TreeMap<>(values); // or two might wait for each other
    String[] names = inOrder.keySet().toArray(String[]::new);
    String[] kept = inOrder.values().toArray(String[]::new);
    return calls
        .later(
            connection -> {
              var unused =
                  one(
                      connection,
                      "SELECT cluster_remember(?, ?)",
                      row -> true,
                      connection.createArrayOf("text", names),
                      connection.createArrayOf("text", kept));
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Map<String, String>> recall(Collection<String> names) {
    String[] wanted = names.toArray(String[]::new);
    return calls.later(
        connection -> {
          Map<String, String> all = new HashMap<>();
          var unused =
              all(
                  connection,
                  "SELECT name, value FROM cluster_memory WHERE name = ANY (?)",
                  row -> all.put(row.getString(1), row.getString(2)) == null,
                  connection.createArrayOf("text", wanted));
          return all;
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
