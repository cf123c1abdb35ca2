package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.server.teams.TeamsOptions;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class EmbeddedDatabaseTest {
  @TempDir Path home;

  private Path directory() {
    return home.resolve("accounts");
  }

  private Path file() {
    return directory().resolve("accounts.db");
  }

  private Store open() {
    return Store.open(TeamsOptions.Database.EMBEDDED, directory());
  }

  private Store serve() {
    return Store.serve(TeamsOptions.Database.EMBEDDED, directory());
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    assumeTrue(PrivateFiles.isPosix(home));

    try (Store store = serve()) {
      Samples.add(store, "alice");

      try (Stream<Path> files = Files.list(directory())) {
        List<Path> all = files.toList();
        assertThat(all)
            .extracting(file -> String.valueOf(file.getFileName()))
            .contains("accounts.db", "accounts.db-wal", "accounts.db-shm", "server.lock");
        assertThat(all).allSatisfy(file -> assertMode(file, "rw-------"));
      }
      assertMode(directory(), "rwx------");
    }
  }

  private static void assertMode(Path file, String mode) throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .describedAs("mode of %s", file)
        .isEqualTo(mode);
  }

  @Test
  void itIsWrittenThroughToTheDisk() {
    try (Store store = open()) {
      assertThat(pragma(store, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(store, "synchronous")).isEqualTo("2"); // FULL
      assertThat(pragma(store, "foreign_keys")).isEqualTo("1");
      assertThat(pragma(store, "busy_timeout")).isEqualTo("5000");
    }
  }

  private static String pragma(Store store, String name) {
    try (var connection = store.database().quick().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA " + name)) {
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itsLibraryIsBesideItAndNotInTheTemporaryDirectory() throws IOException {
    SqliteLibrary.unpack(home);

    String where = System.getProperty("org.sqlite.lib.path");
    assertThat(where).isNotNull();
    try (Store store = open();
        Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(store.now(tables -> tables.accounts().count()).intValue()).isZero();
      assertThat(temporary.map(Path::toString)).noneMatch(name -> name.contains("libsqlitejdbc"));
    }
  }

  @Test
  void commandsWorkBesideAServer() {
    try (Store server = serve();
        Store command = open()) {
      Samples.add(command, "alice");
      Samples.add(server, "bob");

      int count = command.now(tables -> tables.accounts().count());
      assertThat(count).isEqualTo(2);
    }
  }

  @Test
  void twoServersDoNot() {
    try (Store server = serve()) {
      assertThat(server).isNotNull();
      assertThatThrownBy(this::serve)
          .isInstanceOf(UserException.class)
          .hasMessageContainingAll(
              "Another ngrokd (process " + ProcessHandle.current().pid() + ")",
              file().toString(),
              "stop it");
    }
    serve().close();
  }

  @Test
  void anotherFileIsLeftAlone() throws IOException {
    byte[] text =
        "my precious notes, which are no database at all\n"
            .repeat(50)
            .getBytes(StandardCharsets.UTF_8);
    PrivateFiles.createDirectory(directory());
    Files.write(file(), text);

    assertThatThrownBy(this::serve)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use the database of accounts: %s is no database, or is damaged: move it away,"
                + " and bring a backup back with 'ngrokd restore'",
            file());
    assertThat(Files.readAllBytes(file())).isEqualTo(text);
    Files.delete(file());
    serve().close(); // the lock is free again
  }

  @Test
  void damageIsSeen() throws IOException {
    try (Store store = open()) {
      Samples.add(store, "alice");
    }
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      byte[] junk = new byte[(int) channel.size() - 4096];
      Arrays.fill(junk, (byte) 0x5a);
      assertThat(channel.write(java.nio.ByteBuffer.wrap(junk), 4096)).isPositive();
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("is damaged", "ngrokd restore");
  }

  @Test
  void aFileInTheDirectorysPlaceIsSaid() throws IOException {
    Files.writeString(directory(), "");

    assertThatThrownBy(this::open)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a file is in its place");
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, is full",
    "SQLITE_BUSY_SNAPSHOT, another process",
    "SQLITE_READONLY_DBMOVED, cannot be written",
    "SQLITE_CANTOPEN_ISDIR, cannot be opened",
    "SQLITE_IOERR_READ, cannot be used: disk says no",
    "SQLITE_CORRUPT_INDEX, is damaged"
  })
  void whatHappensIsSaidInWords(SQLiteErrorCode code, String words) {
    SQLException failure = new SQLiteException("disk says no", code);

    assertThat(SqliteTrouble.of(failure).words(file(), failure)).contains(words, file().toString());
  }

  @ParameterizedTest
  @CsvSource({"with space", "what?", "50%", "#1", "Ä 王", "file:x"})
  void directoriesMayHaveOddNames(String name) {
    Path odd = home.resolve(name);

    try (Store store = Store.open(TeamsOptions.Database.EMBEDDED, odd)) {
      Samples.add(store, "alice");
    }

    assertThat(odd.resolve("accounts.db")).isNotEmptyFile();
  }
}
