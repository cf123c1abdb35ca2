package org.ngrokd.server.cli.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.state.StateLock;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

/** {@code ngrokd backup} and {@code ngrokd restore}. */
class BackupCommandsTest {
  private Ngrokd ngrokd = new Ngrokd(Path.of(""));
  private Path home = Path.of("");
  private String file = "";

  @BeforeEach
  void choose(@TempDir Path directory) {
    home = directory;
    ngrokd = new Ngrokd(home);
    file = directory.resolve("accounts.backup").toString();
  }

  private String accounts() {
    assertThat(ngrokd.run("user", "list")).isZero();
    return ngrokd.out();
  }

  @Test
  void whatWasBackedUpIsRestored() {
    ngrokd.run("user", "add", "alice", "--admin");
    ngrokd.run("user", "token", "alice");

    assertThat(ngrokd.run("backup", file)).isZero();
    assertThat(ngrokd.err()).contains("In " + file + ": 1 accounts", "1 tokens");
    ngrokd.run("user", "add", "bob");
    assertThat(ngrokd.run("restore", file)).isEqualTo(1);
    assertThat(ngrokd.err()).contains("--force");
    assertThat(accounts()).contains("bob");
    assertThat(ngrokd.run("restore", "--force", file)).isZero();
    assertThat(ngrokd.err()).contains("From " + file + ": 1 accounts");
    assertThat(accounts()).isEqualTo("alice  admin  alice\n");
  }

  @EveryStore
  void backupGoesIntoEitherDatabase(TestDatabase database) throws IOException {
    ngrokd.run("user", "add", "alice", "--admin");
    ngrokd.run("backup", file);
    Files.writeString(
        home.resolve("ngrokd.yml"),
        database.isPostgres()
            ? "database:\n  url: \"%s\"\n  user: %s\n  password: \"%s\"\n"
                .formatted(
                    database.options().url().orElseThrow(),
                    database.options().user(),
                    database.options().password())
            : "accounts:");
    Ngrokd other = database.isPostgres() ? ngrokd : new Ngrokd(database.home());
    Files.createDirectories(database.home());
    Files.copy(home.resolve("ngrokd.yml"), database.home().resolve("ngrokd.yml"));

    assertThat(other.run("restore", file, "CONFIG")).isZero();
    assertThat(other.run("user", "list", "CONFIG")).isZero();
    assertThat(other.out()).isEqualTo("alice  admin  alice\n");
    assertThat(other.run("backup", file + "2", "CONFIG")).isZero();
  }

  @Test
  void nothingIsRestoredBesideARunningServer() {
    ngrokd.run("backup", file);

    try (StateLock running = StateDirectory.at(home).lock()) {
      assertThat(ngrokd.run("restore", file)).isEqualTo(1);
      assertThat(ngrokd.err()).contains("Another ngrokd", "stop it");
      assertThat(ngrokd.run("backup", file)).isZero();
      assertThat(running).isNotNull();
    }
    assertThat(ngrokd.run("restore", file)).isZero();
  }

  @Test
  void whatIsNoBackupIsOneLine() throws IOException {
    Files.writeString(Path.of(file), "accounts");

    assertThat(ngrokd.run("restore", file)).isEqualTo(1);
    assertThat(ngrokd.err().lines()).hasSize(1);
    assertThat(ngrokd.run("restore", "/no/such/file")).isEqualTo(1);
    assertThat(ngrokd.err().lines()).hasSize(1);
    assertThat(ngrokd.run("backup", "/no/such/directory/file")).isEqualTo(1);
    assertThat(ngrokd.err().lines()).hasSize(1);
    assertThat(ngrokd.run("backup")).isEqualTo(2);
    assertThat(ngrokd.run("restore", file, "-froce")).isEqualTo(2);
  }
}
