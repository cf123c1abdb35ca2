package org.ngrokd.server.teams.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementException;
import org.ngrokd.kit.files.LockFile;
import org.ngrokd.server.measure.CallMeter;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Database.Trouble;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of accounts. It is asked on threads of its own: {@link #later} for event loops,
 * {@link #now} for commands. Each question is one transaction: all of it happens or nothing. Where
 * two were in each other's way, one is asked again from its beginning: a question has no effects
 * but in the database. No question asks another one. Safe from any thread.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  /**
   * Of PostgreSQL, by its name for pools. A pool that is not told asks the first connection, once;
   * when that one breaks at this moment, it takes no connection any more.
   */
  public static final String ISOLATION = "TRANSACTION_READ_COMMITTED";

  /** A server that starts together with its database. */
  private static final Duration BOOT = Duration.ofSeconds(30);

  /** For a free connection, or a new one. */
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** How often a question is asked again that was in somebody's way, and for how long. */
  private static final int RERUNS = 5;

  private static final Duration RERUN = Duration.ofSeconds(4);

  private final Database database;
  private Optional<LockFile> kept;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Absence absence = new Absence(System::nanoTime);
  private final CallMeter calls = new CallMeter();
  private final Turns turns;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private Store(Database database, Optional<LockFile> kept) {
    this.database = database;
    this.kept = kept;
    this.pool = new HikariDataSource(pooled(database));
    this.jdbi = Jdbi.create(pool).registerArgument(new CleanText());
    this.turns = new Turns(database.connections());
  }

  /**
   * Opens it for a command, which may run beside a server, and makes or renews its tables.
   *
   * @param directory $NGROKD_HOME/accounts, where the embedded one is; made when it is not there
   * @throws org.ngrokd.kit.cli.UserException when it cannot be used: what is wrong and what to do
   */
  public static Store open(TeamsOptions.Database options, Path directory) {
    Database database = Opening.database(options, directory);
    Opening.tables(database, Duration.ZERO);
    return new Store(database, Optional.empty());
  }

  /**
   * Opens it once more for a part of a server that works beside the accounts.
   *
   * @param directory as for {@link #open}
   * @throws org.ngrokd.kit.cli.UserException when it cannot be used: what is wrong and what to do
   */
  public static Store beside(TeamsOptions.Database options, Path directory) {
    Database database = Opening.database(options, directory);
    Opening.tables(database, BOOT);
    return new Store(database, Optional.empty());
  }

  /**
   * Opens it for a server: the embedded one for this server alone, and PostgreSQL has half a minute
   * to come.
   *
   * @param directory as for {@link #open}
   * @throws org.ngrokd.kit.cli.UserException when it cannot be used: what is wrong and what to do
   */
  public static Store serve(TeamsOptions.Database options, Path directory) {
    return serve(options, directory, BOOT);
  }

  static Store serve(TeamsOptions.Database options, Path directory, Duration patience) {
    Database database = Opening.database(options, directory);
    Optional<LockFile> kept = Optional.empty();
    if (database instanceof EmbeddedDatabase embedded) {
      kept = Optional.of(embedded.keep());
    }
    try {
      Opening.tables(database, patience);
      return new Store(database, kept);
    } catch (RuntimeException e) {
      kept.ifPresent(Store::free);
      throw e;
    }
  }

  private static HikariConfig pooled(Database database) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("ngrokd-accounts");
    config.setDataSource(database.quick());
    config.setMaximumPoolSize(database.connections());
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT.toMillis());
    if (!database.greeting().isEmpty()) {
      config.setConnectionInitSql(database.greeting());
      config.setTransactionIsolation(ISOLATION);
    }
    return config;
  }

  /**
   * Asks from a thread that must not wait.
   *
   * @return fails with a {@link StoreException} when the database does not answer in time, or with
   *     what the question threw
   */
  public <T> CompletableFuture<T> later(Function<Tables, T> question) {
    return turns.take(() -> now(question));
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws StoreException when the database does not answer
   */
  public <T> T now(Function<Tables, T> question) {
    long asked = System.nanoTime();
    try {
      T answer = asked(question, asked);
      calls.answered(System.nanoTime() - asked);
      return answer;
    } catch (StoreException e) {
      calls.failed(System.nanoTime() - asked);
      throw e;
    } catch (RuntimeException e) { // the question's own
      calls.answered(System.nanoTime() - asked);
      throw e;
    }
  }

  private <T> T asked(Function<Tables, T> question, long asked) {
    absence.ask();
    for (int run = 0; ; run++) {
      try {
        Answered<T> answered = transaction(question, run > 0);
        absence.answered();
        if (answered.isChange()) {
          listeners.forEach(Runnable::run);
        }
        return answered.answer();
      } catch (JdbiException | SQLException e) {
        SQLException failure = reason(e);
        boolean isInTime = run < RERUNS && System.nanoTime() - asked < RERUN.toNanos();
        if (!isInTime || !mayRerun(e, database.trouble(failure))) {
          throw failed(failure);
        }
      } catch (RuntimeException e) {
        absence.answered(); // the question's own
        throw e;
      }
    }
  }

  /**
   * Where a connection broke before the end of the transaction nothing has happened: the database
   * was started anew since the last question. Of one that broke at its end nobody knows.
   */
  private static boolean mayRerun(Exception e, Trouble trouble) {
    return trouble == Trouble.CROSSED
        || (trouble == Trouble.ABSENT && e instanceof StatementException);
  }

  /** What a question came to, and whether others have to hear of it. */
  private record Answered<T>(T answer, boolean isChange) {}

  private <T> Answered<T> transaction(Function<Tables, T> question, boolean isRerun)
      throws SQLException {
    return jdbi.<Answered<T>, SQLException>withHandle(
        handle -> {
          database.beforeTransaction(handle.getConnection(), isRerun);
          return handle.inTransaction(
              same -> {
                Tables tables = new Tables(same);
                T answer = question.apply(tables);
                tables.own().count();
                return new Answered<>(answer, tables.own().isChanged());
              });
        });
  }

  /**
   * From now on somebody hears of each change of accounts, names and tokens that is made here, once
   * it is kept, on the thread that made it.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private StoreException failed(SQLException failure) {
    String words = "The database of accounts: " + database.words(failure);
    if (database.trouble(failure) == Trouble.ABSENT) {
      absence.missed(words);
    } else {
      absence.answered();
    }
    return new StoreException(words, failure);
  }

  /** The last in the chain: before it stand the statement with its values, and the pool's words. */
  private static SQLException reason(Exception e) {
    SQLException reason = null;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        reason = sql;
      }
    }
    return reason == null ? new SQLException(Failures.oneLine(e)) : reason;
  }

  /** How many questions there were, and how long they took. */
  public CallMeter calls() {
    return calls;
  }

  /** Why nobody gets an answer now; empty while the database answers, as far as is known. */
  public Optional<String> trouble() {
    return absence.trouble();
  }

  Database database() {
    return database;
  }

  /** Lets another server serve from it too, which is not told of changes that are made here. */
  public synchronized void leave() {
    kept.ifPresent(Store::free);
    kept = Optional.empty();
  }

  /**
   * It is served from here alone again.
   *
   * @throws org.ngrokd.kit.cli.UserException when another server does
   */
  public synchronized void takeBack() {
    if (kept.isEmpty() && database instanceof EmbeddedDatabase embedded) {
      kept = Optional.of(embedded.keep());
    }
  }

  /** Waits a little for what is under way. */
  @Override
  public void close() {
    turns.close();
    pool.close();
    leave();
  }

  private static void free(LockFile lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.debug("The lock is freed when the process ends", e);
    }
  }
}
