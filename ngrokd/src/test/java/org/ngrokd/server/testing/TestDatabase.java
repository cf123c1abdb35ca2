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
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.Store;

/**
 * An empty database of accounts in a directory of its own, made when it is first asked for: a copy
 * of one that the first test of the JVM has made. Used by one thread.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String FILE = "accounts.db";

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
      database = Optional.of(cluster.newDatabase(PostgresModel.NAME));
    }
    return new TeamsOptions.Database(
        Optional.of(cluster.url(database.get())), PostgresCluster.USER, PostgresCluster.PASSWORD);
  }

  /** What stands for $NGROKD_HOME. */
  public Path home() {
    if (home.isEmpty()) {
      try {
        home = Optional.of(Files.createTempDirectory("ngrokd-store"));
        if (!isPostgres) {
          PrivateFiles.createDirectory(directory());
          Files.write(directory().resolve(FILE), EmbeddedModel.BYTES);
        }
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

  /** Where PostgreSQL has the model. */
  private static final class PostgresModel {
    static final String NAME = make();

    private static String make() {
      PostgresCluster cluster = PostgresCluster.shared().orElseThrow();
      String name = cluster.newDatabase("template1");
      Store.open(
              new TeamsOptions.Database(
                  Optional.of(cluster.url(name)), PostgresCluster.USER, PostgresCluster.PASSWORD),
              Path.of("/"))
          .close();
      return name;
    }
  }

  /** The model of the embedded one. */
  private static final class EmbeddedModel {
    static final byte[] BYTES = make();

    private static byte[] make() {
      try {
        Path directory = Files.createTempDirectory("ngrokd-store");
        Store.open(TeamsOptions.Database.EMBEDDED, directory).close();
        byte[] bytes = Files.readAllBytes(directory.resolve(FILE));
        remove(directory);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
