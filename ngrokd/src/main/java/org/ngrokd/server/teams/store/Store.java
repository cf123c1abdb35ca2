package org.ngrokd.server.teams.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.Failures;

/**
 * The database of accounts. It is asked on threads of its own: {@link #later} for event loops,
 * {@link #now} for commands. Each question is one transaction: all of it happens or nothing. Safe
 * from any thread.
 */
public final class Store implements AutoCloseable {
  private static final int THREADS = 4;

  /** More than this waiting is a database that does not keep up: who comes now is refused. */
  private static final int WAITING = 2_000;

  private static final long STOP_SECONDS = 5;

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread named = new Thread(task, "ngrokd-accounts");
            named.setDaemon(true);
            return named;
          });

  Store(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Opens the database, and makes or renews its tables.
   *
   * @param directory $NGROKD_HOME/accounts, where the embedded one is; made when it is not there
   * @throws org.ngrokd.kit.cli.UserException when it cannot be used: what is wrong and what to do
   */
  public static Store open(TeamsOptions.Database options, Path directory) {
    return new Store(Databases.open(options, directory.resolve("accounts.db")));
  }

  /**
   * Asks from a thread that must not wait.
   *
   * @return fails with a {@link StoreException} when the database does not answer, or with what the
   *     question threw
   */
  public <T> CompletableFuture<T> later(Function<Tables, T> question) {
    try {
      return CompletableFuture.supplyAsync(() -> now(question), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new StoreException("the database of accounts does not keep up", e));
    }
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws StoreException when the database does not answer
   */
  public <T> T now(Function<Tables, T> question) {
    AtomicBoolean changed = new AtomicBoolean();
    T answer;
    try {
      answer = jdbi.inTransaction(handle -> answer(question, new Tables(handle), changed));
    } catch (JdbiException e) {
      throw new StoreException("the database of accounts: " + reason(e), e);
    }
    if (changed.get()) {
      listeners.forEach(Runnable::run);
    }
    return answer;
  }

  private static <T> T answer(
      Function<Tables, T> question, Tables tables, AtomicBoolean changed) {
    T answer = question.apply(tables);
    changed.set(tables.own().isCounted());
    return answer;
  }

  /**
   * From now on somebody hears of each change of accounts, names and tokens that is made here, once
   * it is kept, on the thread that made it.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private static String reason(JdbiException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Failures.oneLine(sql);
      }
    }
    return Failures.oneLine(e);
  }

  /** Waits a little for what is under way. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pool.close();
  }
}
