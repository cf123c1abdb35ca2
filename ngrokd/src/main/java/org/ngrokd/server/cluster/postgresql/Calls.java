package org.ngrokd.server.cluster.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.teams.store.SharedPostgres;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.streams.net.Failures;

/** Asks the database on a few threads of its own, each time for a short while. Any thread. */
final class Calls implements AutoCloseable {
  /** Beside the one by which the lease goes on. */
  private static final int CONNECTIONS = 4;

  /** More than this waiting is a database that does not keep up. */
  static final int WAITING = 10_000;

  /** A renewal that takes longer had better be tried on another connection. */
  static final Duration ANSWER = Duration.ofSeconds(3);

  /** For a connection that is there; also until it is known why there is none. */
  private static final Duration CONNECT = Duration.ofSeconds(4);

  /** With the wait for a turn: the pool asks first whether a connection is still there. */
  static final Duration LONGEST = Duration.ofSeconds(8);

  /** For what is under way. */
  private static final Duration END = Duration.ofSeconds(2);

  /** Of SQL states. */
  private static final String CONNECTION = "08";

  private static final String SHUTDOWN = "57P";

  /** The database gives up before this side does, which would cost the connection. */
  private static final String GREETING =
      "SET statement_timeout = 2800; SET idle_in_transaction_session_timeout = 5000;"
          + " SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";

  private final SharedPostgres database;
  private final HikariDataSource pool;
  private final OwnConnection own;
  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor first;

  Calls(SharedPostgres database) {
    this.database = database;
    HikariConfig config = new HikariConfig();
    config.setPoolName("ngrokd-cluster");
    config.setDataSource(database.quick(ANSWER));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setValidationTimeout(ANSWER.toMillis());
    config.setConnectionInitSql(GREETING);
    config.setTransactionIsolation(Store.ISOLATION);
    this.pool = new HikariDataSource(config);
    this.own = new OwnConnection(database.quick(ANSWER), GREETING);
    this.threads = threads(CONNECTIONS, WAITING);
    this.first = threads(1, 10);
  }

  private static ThreadPoolExecutor threads(int number, int waiting) {
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            number,
            number,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread named = new Thread(task, "ngrokd-cluster-asks");
              named.setDaemon(true);
              return named;
            });
    made.allowCoreThreadTimeOut(true);
    return made;
  }

  /** What is asked of one connection, in a transaction by itself. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** Where connections come from, and go back to. */
  interface Source {
    /** Waits for it. */
    Connection take() throws SQLException;

    /**
     * Takes one back.
     *
     * @param isFine whether it can be asked again
     */
    void giveBack(Connection connection, boolean isFine) throws SQLException;
  }

  /** Asks in its turn. */
  <T> CompletableFuture<T> later(Question<T> question) {
    return take(threads, question, new Pooled());
  }

  /** Asks before all others: the lease depends on it. */
  <T> CompletableFuture<T> first(Question<T> question) {
    return take(first, question, own);
  }

  /** The pool knows by itself which are broken. */
  private final class Pooled implements Source {
    @Override
    public Connection take() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void giveBack(Connection connection, boolean isFine) throws SQLException {
      connection.close();
    }
  }

  private <T> CompletableFuture<T> take(
      ThreadPoolExecutor by, Question<T> question, Source source) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      by.execute(() -> ask(question, answer, source));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          by.isShutdown()
              ? new EngineException("The cluster's database is closed")
              : doesNotKeepUp());
    }
    var unused = answer.orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    return answer.exceptionally(
        failure -> {
          throw words(failure);
        });
  }

  static EngineException doesNotKeepUp() {
    return new EngineException("The cluster's database does not keep up");
  }

  /** In words for people. */
  EngineException inWords(SQLException failure) {
    return new EngineException("The cluster's database: " + database.words(failure));
  }

  static EngineException words(Throwable failure) {
    Throwable inner = failure instanceof CompletionException ? failure.getCause() : null;
    Throwable cause = inner == null ? failure : inner;
    return cause instanceof EngineException known
        ? known
        : new EngineException(
            cause instanceof TimeoutException
                ? "The cluster's database does not answer in time: see what keeps it busy"
                : "The cluster's database: " + Failures.oneLine(cause));
  }

  private <T> void ask(Question<T> question, CompletableFuture<T> answer, Source source) {
    for (int attempt = 1; !answer.isDone(); attempt++) { // it may have taken too long
      try {
        if (asked(question, answer, attempt <= CONNECTIONS, source)) {
          return;
        }
      } catch (SQLException e) {
        answer.completeExceptionally(inWords(e));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  /**
   * Each connection of the pool may be one from before a restart of the database. Twice is as good
   * as once with all that is asked.
   *
   * @return false when its connection was gone
   */
  private <T> boolean asked(
      Question<T> question, CompletableFuture<T> answer, boolean mayBeGone, Source source)
      throws SQLException {
    Connection connection = source.take();
    boolean isFine = false;
    try {
      answer.complete(question.ask(connection));
      isFine = true;
      return true;
    } catch (SQLException e) {
      isFine = !isGone(e) && !connection.isClosed();
      if (mayBeGone && isGone(e)) {
        return false;
      }
      throw e;
    } finally {
      source.giveBack(connection, isFine);
    }
  }

  private static boolean isGone(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith(CONNECTION) || state.startsWith(SHUTDOWN);
  }

  /** Waits a little for what is under way. */
  @Override
  public void close() {
    threads.shutdown();
    first.shutdown();
    try {
      boolean unused = threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
      unused = first.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    own.close();
    pool.close();
  }
}
