package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ngrokd.server.teams.store.Samples.NOW;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class BackupTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("teams.backup");
  }

  /** Two accounts and something of everything. */
  private static void fill(Store store) {
    Samples.add(store, "alice", "bob");
    boolean unused =
        store.now(
            tables -> {
              tables.accounts().signedIn(Samples.id("alice"), new Person("\"Ä\"\n王", "a@b"), NOW);
              tables.accounts().disable(Samples.id("bob"), true);
              tables.names().add(Samples.subdomain("alice", "alice"));
              tables.tokens().add(Samples.token("t1", "alice"));
              tables.keys().add(Samples.key("SHA256:a", "alice"));
              tables.sessions().add(Samples.session("s1", "alice"));
              tables.once().add("link", "h", Optional.empty(), NOW);
              tables.devices().add(Samples.device("h", "CODE"));
              tables.audit().add(Samples.line("one"));
              tables.audit().add(Samples.line("two"));
              tables.own().keep("key", "secret");
              return true;
            });
  }

  /** All that a backup has, in words. */
  private static List<Object> contents(Store store) {
    return store.now(
        tables -> {
          List<Object> all = new ArrayList<>(tables.accounts().page("", "", 99));
          all.addAll(tables.names().all());
          tables
              .accounts()
              .page("", "", 99)
              .forEach(row -> all.addAll(tables.tokens().of(row.id())));
          tables.accounts().page("", "", 99).forEach(row -> all.addAll(tables.keys().of(row.id())));
          tables.audit().from(0, 99).forEach(line -> all.add(line.action()));
          all.add(tables.own().find("key"));
          return all;
        });
  }

  @EveryStore
  void whatWasThereIsThereAgainInEitherDatabase(TestDatabase from) throws IOException {
    fill(from.store());
    List<Object> before = contents(from.store());

    Backup.Contents written = Backup.write(from.store(), file());

    assertThat(written)
        .hasToString("2 accounts, 1 names and ports, 1 tokens, 1 keys, 2 lines of the audit log");
    if (PrivateFiles.isPosix(file())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
    }
    for (TestDatabase to : List.of(TestDatabase.embedded(), TestDatabase.postgres())) {
      try (to) {
        assertThat(Backup.read(file(), to.store(), false)).isEqualTo(written);

        before.remove("store.restored");
        List<Object> after = contents(to.store());
        assertThat(after).contains("store.restored");
        after.remove("store.restored");
        assertThat(after).isEqualTo(before);
      }
    }
  }

  @EveryStore
  void accountsThatAreThereAreNotLostByAccident(TestDatabase database) {
    fill(database.store());
    Backup.write(database.store(), file());
    Samples.add(database.store(), "carol");
    List<Object> before = contents(database.store());

    assertThatThrownBy(() -> Backup.read(file(), database.store(), false))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("has accounts, so nothing was changed", "--force");

    assertThat(contents(database.store())).isEqualTo(before);
  }

  @EveryStore
  void replacedAccountsAreGoneWithTheirSessionsAndARunningServerHearsOfIt(TestDatabase database) {
    Store server = database.store();
    fill(server);
    Backup.write(database.another(), file());
    Samples.add(server, "carol");
    long changes = server.now(tables -> tables.own().changes());

    Backup.read(file(), database.another(), true);

    boolean isCarolThere =
        server.now(tables -> tables.accounts().withSubdomain("carol").isPresent());
    assertThat(isCarolThere).isFalse();
    boolean isSignedIn = server.now(tables -> tables.sessions().withHash("s1").isPresent());
    assertThat(isSignedIn).isFalse();
    long after = server.now(tables -> tables.own().changes());
    assertThat(after).isGreaterThan(changes);
    Samples.add(server, "dave");
  }

  @Test
  void aBackupThatIsNotWholeChangesNothing() throws IOException {
    try (TestDatabase database = TestDatabase.embedded()) {
      fill(database.store());
      List<Object> before = contents(database.store());
      Backup.write(database.store(), file());
      byte[] whole = Files.readAllBytes(file());
      List<String> lines = unzipped(whole);

      int kind = 0;
      for (byte[] broken :
          List.of(
              Arrays.copyOf(whole, whole.length - 1),
              Arrays.copyOf(whole, whole.length / 2),
              flipped(whole, whole.length / 2),
              zipped(lines.subList(0, lines.size() - 1)),
              zipped(without(lines, 3)),
              zipped(replaced(lines, "bob@example.com", "eve@example.com")),
              zipped(with(lines, "{\"accounts\":{\"id\":\"x\"}}")),
              zipped(with(lines, "{\"sessions\":{\"hash\":\"x\"}}")))) {
        Files.write(file(), broken);
        kind++;
        assertThatThrownBy(() -> Backup.read(file(), database.store(), true), "kind %d", kind)
            .isInstanceOf(UserException.class)
            .hasMessage(
                "%s is cut short or damaged, so nothing was changed: take another backup", file());
      }
      assertThat(contents(database.store())).isEqualTo(before);
    }
  }

  @Test
  void whatIsNoBackupIsSaid() throws IOException {
    try (TestDatabase database = TestDatabase.embedded()) {
      for (byte[] other :
          List.of(
              new byte[0],
              "text".getBytes(StandardCharsets.UTF_8),
              zipped(List.of("text", "more")),
              zipped(List.of()))) {
        Files.write(file(), other);

        assertThatThrownBy(() -> Backup.read(file(), database.store(), true))
            .isInstanceOf(UserException.class)
            .hasMessage("%s is no backup of ngrokd's accounts", file());
      }
      assertThatThrownBy(() -> Backup.read(directory.resolve("none"), database.store(), true))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("There is no file");
    }
  }

  @Test
  void aNewerBackupIsForANewerProgram() throws IOException {
    try (TestDatabase database = TestDatabase.embedded()) {
      Backup.write(database.store(), file());
      List<String> lines = unzipped(Files.readAllBytes(file()));
      Files.write(file(), zipped(replaced(lines, "\"format\":3", "\"format\":4")));

      assertThatThrownBy(() -> Backup.read(file(), database.store(), true))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("was made by a newer ngrokd (format 4, this one knows 3)");
    }
  }

  @Test
  void anOlderBackupHasNoKeysAndIsReadAllTheSame() throws IOException {
    try (TestDatabase old = TestDatabase.embedded();
        TestDatabase fresh = TestDatabase.embedded()) {
      Samples.add(old.store(), "alice");
      Backup.write(old.store(), file());
      List<String> lines = unzipped(Files.readAllBytes(file()));
      Files.write(file(), zipped(sealed(replaced(lines, "\"format\":3", "\"format\":1"))));

      Backup.Contents contents = Backup.read(file(), fresh.store(), false);

      assertThat(contents.toString()).startsWith("1 accounts").contains("0 keys");
    }
  }

  @Test
  void whereNoFileCanBeIsSaid() {
    try (TestDatabase database = TestDatabase.embedded()) {
      assertThatThrownBy(() -> Backup.write(database.store(), directory.resolve("none/x")))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("there is no such directory");
    }
  }

  /** The same with the checksum that belongs to it. */
  private static List<String> sealed(List<String> lines) {
    List<String> rows = new ArrayList<>(lines.subList(0, lines.size() - 1));
    MessageDigest digest = BackupFormat.digest();
    rows.forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.UTF_8)));
    rows.add(
        "{\"lines\":%d,\"sha256\":\"%s\"}"
            .formatted(rows.size(), HexFormat.of().formatHex(digest.digest())));
    return rows;
  }

  private static List<String> without(List<String> lines, int line) {
    List<String> fewer = new ArrayList<>(lines);
    fewer.remove(line);
    return fewer;
  }

  private static List<String> with(List<String> lines, String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(1, line);
    return more;
  }

  private static List<String> replaced(List<String> lines, String old, String fresh) {
    return lines.stream().map(line -> line.replace(old, fresh)).toList();
  }

  private static byte[] flipped(byte[] bytes, int place) {
    byte[] other = bytes.clone();
    other[place] ^= 0x10;
    return other;
  }

  private static List<String> unzipped(byte[] zipped) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static byte[] zipped(List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
