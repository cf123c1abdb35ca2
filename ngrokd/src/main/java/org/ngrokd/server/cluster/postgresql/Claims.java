package org.ngrokd.server.cluster.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.ngrokd.server.cluster.engine.Batches;
import org.ngrokd.server.cluster.engine.Batches.Asked;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Wish;

/**
 * Claims of names, those that come at the same time in one transaction: a commit that notifies
 * holds a lock of the whole database until it is on the disk, whatever number of claims it has. Any
 * thread.
 */
final class Claims {
  /** In one transaction, within some milliseconds. */
  private static final int AT_ONCE = 100;

  /** Half of those who ask: others ask for more than names. */
  private static final int TRANSACTIONS = 2;

  /**
   * Of SQL states: what one of many is refused for, two who wait for each other, and a name that
   * somebody holds for too long.
   */
  private static final List<String> OF_ONE_AMONG_THEM = List.of("22", "23", "40", "P0", "55P03");

  /**
   * One after the other, in the order of the arrays; each name is waited for 1 s at most, which has
   * to be set before the first. OFFSET keeps the inner question as it is: otherwise each column
   * would be a claim.
   */
  private static final String SQL =
      "SELECT at, (taken).given, (taken).from_node FROM ("
          + "SELECT at, cluster_take(name, url, owner, node) AS taken"
          + " FROM set_config('lock_timeout', '1000', true),"
          + " unnest(?, ?, ?, ?) WITH ORDINALITY AS wishes (name, url, owner, node, at) OFFSET 0"
          + ") AS all_of_them";

  private final Calls calls;
  private final Batches<Wish, Optional<Given>> batches;

  Claims(Calls calls) {
    this.calls = calls;
    this.batches =
        new Batches<>(
            new Batches.Limits(AT_ONCE, TRANSACTIONS, Calls.WAITING, Calls.LONGEST),
            this::ask,
            Calls::doesNotKeepUp);
  }

  /** {@link org.ngrokd.server.cluster.engine.Engine#claim}. */
  CompletableFuture<Optional<Given>> claim(Wish wish) {
    return batches
        .ask(wish, new Object())
        .exceptionally(
            failure -> {
              throw Calls.words(failure);
            });
  }

  /** All servers lock names in one order, or they would wait for each other. */
  private CompletableFuture<Boolean> ask(List<Asked<Wish, Optional<Given>>> batch) {
    List<Asked<Wish, Optional<Given>>> inOrder =
        batch.stream()
            .sorted(
                Comparator.comparing((Asked<Wish, Optional<Given>> each) -> each.question().name()))
            .toList();
    return calls.later(connection -> ask(connection, inOrder));
  }

  /** Asked for again on another connection, when this one is gone: what was answered stays so. */
  private boolean ask(Connection connection, List<Asked<Wish, Optional<Given>>> inOrder)
      throws SQLException {
    List<Asked<Wish, Optional<Given>>> left =
        inOrder.stream().filter(each -> !each.answer().isDone()).toList();
    try {
      answer(connection, left);
    } catch (SQLException e) {
      if (left.size() == 1 || !isOfOne(e)) {
        throw e;
      }
      for (Asked<Wish, Optional<Given>> each : left) {
        if (!each.answer().isDone()) { // who has waited for too long wants it no more
          askAlone(connection, each);
        }
      }
    }
    return true;
  }

  private static boolean isOfOne(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return OF_ONE_AMONG_THEM.stream().anyMatch(state::startsWith);
  }

  /** Of those that were asked for together one has failed all; by itself only itself. */
  private void askAlone(Connection connection, Asked<Wish, Optional<Given>> one)
      throws SQLException {
    try {
      answer(connection, List.of(one));
    } catch (SQLException e) {
      if (!isOfOne(e)) {
        throw e;
      }
      boolean unused = one.answer().completeExceptionally(calls.inWords(e));
    }
  }

  private static void answer(Connection connection, List<Asked<Wish, Optional<Given>>> asked)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      List<Function<Wish, String>> columns =
          List.of(Wish::name, Wish::url, Wish::owner, Wish::node);
      for (int column = 0; column < columns.size(); column++) {
        Function<Wish, String> value = columns.get(column);
        String[] all =
            asked.stream().map(each -> value.apply(each.question())).toArray(String[]::new);
        statement.setArray(column + 1, connection.createArrayOf("text", all));
      }
      List<Row> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(Row.of(rows));
        }
      } // that is the end of the transaction
      all.forEach(row -> row.answer(asked.get(row.at()).answer()));
    }
  }

  /**
   * What was found.
   *
   * @param at of those that were asked
   * @param epoch empty: the name is somebody else's; 0: it cannot be taken over yet
   */
  private record Row(int at, OptionalLong epoch, Optional<String> takenFrom) {
    static Row of(ResultSet rows) throws SQLException {
      long number = rows.getLong(2);
      OptionalLong epoch = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
      return new Row(
          rows.getInt(1) - 1,
          epoch,
          Optional.ofNullable(rows.getString(3)).filter(node -> !node.isEmpty()));
    }

    void answer(CompletableFuture<Optional<Given>> answer) {
      if (epoch.isEmpty()) {
        answer.complete(Optional.empty());
      } else if (epoch.getAsLong() == 0) {
        answer.completeExceptionally(EngineException.notYet());
      } else {
        answer.complete(Optional.of(new Given(epoch.getAsLong(), takenFrom)));
      }
    }
  }
}
