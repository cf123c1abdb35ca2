package org.ngrokd.server.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Store;

/**
 * An empty database of accounts in a directory of its own, made when it is first asked for. Used by
 * one thread.
 */
public final class TestDatabase implements AutoCloseable {
  private final boolean isPostgres;
  private final List<Store> stores = new ArrayList<>();
  private Optional<Path> home = Optional.empty();
  private Optional<String> database = Optional.empty();

  private TestDatabase(boolean isPostgres) {
    this.isPostgres = isPostgres;
  }

  public static TestDatabase embedded() {
    return new TestDatabase(false);
  }

  /** Skips the test that asks it for anything where PostgreSQL is not installed. */
  public static TestDatabase postgres() {
    return new TestDatabase(true);
  }

  public boolean isPostgres() {
    return isPostgres;
  }

  /** As the server's config has it. */
  public TeamsOptions.Database options() {
    if (!isPostgres) {
      return TeamsOptions.Database.EMBEDDED;
    }
    assumeTrue(PostgresCluster.shared().isPresent(), "PostgreSQL is not installed");
    PostgresCluster cluster = PostgresCluster.shared().get();
    if (database.isEmpty()) {
      database = Optional.of(cluster.newDatabase());
    }
    return new TeamsOptions.Database(
        Optional.of(cluster.url(database.get())), PostgresCluster.USER, PostgresCluster.PASSWORD);
  }

  /** What stands for $NGROKD_HOME. */
  public Path home() {
    if (home.isEmpty()) {
      try {
        home = Optional.of(Files.createTempDirectory("ngrokd-store"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return home.get();
  }

  /** Where the server keeps what belongs to accounts, below {@link #home}. */
  public Path directory() {
    return home().resolve("accounts");
  }

  /** The store, opened at the first call; closed with this. */
  public Store store() {
    return stores.isEmpty() ? another() : stores.get(0);
  }

  /** The same database opened once more, as another process does; closed with this. */
  public Store another() {
    Store store = Store.open(options(), directory());
    stores.add(store);
    return store;
  }

  /** Closes and removes everything. */
  @Override
  public void close() {
    stores.forEach(Store::close);
    database.ifPresent(name -> PostgresCluster.shared().orElseThrow().drop(name));
    home.ifPresent(TestDatabase::remove);
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return isPostgres ? "PostgreSQL" : "SQLite";
  }
}
