package org.ngrokd.server.teams.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.kit.files.LockFile;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite, in one file. A transaction is on the disk when it is over. Readers wait for nobody;
 * writers of several processes take turns.
 */
final class EmbeddedDatabase implements Database {
  private static final String FILE = "accounts.db";
  private static final String LOCK = "server.lock";

  /** For a write of another process, as "ngrokd user add". */
  private static final Duration LOCKED = Duration.ofSeconds(5);

  /** How long the journal may stay after something big, in bytes. */
  private static final int JOURNAL = 16 << 20;

  private final Path file;
  private final DataSource source;

  private EmbeddedDatabase(Path file) {
    this.file = file;
    this.source = source(file);
  }

  /**
   * Makes directory and file for their owner alone, where they are not there.
   *
   * @throws UserException when they cannot be used
   */
  static EmbeddedDatabase in(Path directory) {
    StateDirectory.at(directory).create();
    SqliteLibrary.unpack(directory);
    Path file = directory.toAbsolutePath().resolve(FILE);
    try {
      makeOnce(file);
    } catch (IOException e) {
      throw new UserException(
          "Cannot make the database of accounts %s: %s; make room, or give the directory to the user that runs ngrokd"
              .formatted(file, Failures.oneLine(e)));
    }
    if (!Files.isReadable(file) || !Files.isWritable(file)) {
      throw new UserException(
          "The database of accounts %s cannot be read and written: give it to the user that runs ngrokd"
              .formatted(file));
    }
    return new EmbeddedDatabase(file);
  }

  /** SQLite would make it for everybody to read. */
  @SuppressWarnings("try") // the lock is only held
  private static void makeOnce(Path file) throws IOException {
    if (!Files.exists(file)) {
      try (LockFile lock = LockFile.beside(file)) {
        if (!Files.exists(file)) {
          AtomicFile.SECRET.write(file, new byte[0]);
        }
      }
    }
  }

  /**
   * Keeps the file for one server. Commands work beside it.
   *
   * @throws UserException when another server has it, or nobody can
   */
  LockFile keep() {
    Path lock = file.resolveSibling(LOCK);
    try {
      return LockFile.tryHold(lock).orElseThrow(() -> new UserException(another(lock)));
    } catch (IOException e) {
      throw new UserException(
          "Cannot lock the database of accounts %s (%s): its file system must know locks; set NGROKD_HOME, or use PostgreSQL"
              .formatted(file, Failures.oneLine(e)));
    }
  }

  private String another(Path lock) {
    String who = LockFile.holder(lock).map(pid -> " (process " + pid + ")").orElse("");
    return "Another ngrokd%s uses the database of accounts %s: stop it, or let both use PostgreSQL"
        .formatted(who, file);
  }

  private static DataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enableFullSync(true); // macOS has a weaker one
    config.setTransactionMode(TransactionMode.DEFERRED);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setJournalSizeLimit(JOURNAL);
    config.setBusyTimeout((int) LOCKED.toMillis());
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  public DataSource quick() {
    return source;
  }

  @Override
  public DataSource patient() {
    return source;
  }

  /** Who waits in this process waits in order, which SQLite's own waiting is not. */
  @Override
  public int connections() {
    return 1;
  }

  @Override
  public String greeting() {
    return "";
  }

  @Override
  public Closeable alone() throws IOException {
    return LockFile.beside(file)::close;
  }

  @Override
  public Map<String, String> dialect() {
    return Map.of("serial", "INTEGER PRIMARY KEY AUTOINCREMENT", "bytewise", "COLLATE BINARY");
  }

  /** Who reads and then writes is refused when another wrote meanwhile, unless it says so first. */
  @Override
  public void beforeTransaction(Connection connection, boolean isRerun) throws SQLException {
    connection
        .unwrap(SQLiteConnection.class)
        .getConnectionConfig()
        .setTransactionMode(isRerun ? TransactionMode.IMMEDIATE : TransactionMode.DEFERRED);
  }

  @Override
  public Trouble trouble(SQLException failure) {
    return SqliteTrouble.of(failure).kind();
  }

  @Override
  public String words(SQLException failure) {
    return SqliteTrouble.of(failure).words(file, failure);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
