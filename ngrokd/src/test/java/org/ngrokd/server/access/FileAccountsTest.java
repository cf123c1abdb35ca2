package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.testing.CapturedLog;

class FileAccountsTest {
  @TempDir private Path directory;

  private Path users(String name, String... tokens) throws IOException {
    Path file = directory.resolve(name);
    StringBuilder text = new StringBuilder("users:\n");
    for (String token : tokens) {
      text.append("  %s: {token: \"%s\"}%n".formatted(token, TokenHash.of(token)));
    }
    return Files.writeString(file, text);
  }

  private static FileAccounts accounts(Path file) {
    AccessOptions options = new AccessOptions(Optional.of(file), PortRanges.NONE);
    return new FileAccounts(options, Ticker.systemTicker(), new LimitCounters());
  }

  /** The file is in memory: it never makes anybody wait. */
  private static Optional<Account> withToken(FileAccounts accounts, String token) {
    return accounts.withToken(token).toCompletableFuture().getNow(Optional.empty());
  }

  private static boolean isCurrent(FileAccounts accounts, Account account, String token) {
    return accounts.isCurrent(account, token).toCompletableFuture().join();
  }

  @Test
  void aChangeIsTakenUpOnceTheFileRests() throws IOException {
    FileAccounts accounts = accounts(users("users.yml", "alice"));
    assertThat(accounts.check()).isFalse();

    users("users.yml", "alice", "bob");
    assertThat(accounts.check()).isFalse(); // it may be half written
    assertThat(withToken(accounts, "bob")).isEmpty();
    assertThat(accounts.check()).isTrue();

    assertThat(withToken(accounts, "bob")).isPresent();
    assertThat(accounts.check()).isFalse();
  }

  @Test
  void anotherFileBehindALinkIsAChange() throws IOException {
    Path link = directory.resolve("link.yml");
    Files.createSymbolicLink(link, users("one.yml", "alice"));
    FileAccounts accounts = accounts(link);
    assertThat(accounts.check()).isFalse();

    Files.delete(link);
    Files.createSymbolicLink(link, users("two.yml", "bob"));
    accounts.check();

    assertThat(accounts.check()).isTrue();
    assertThat(withToken(accounts, "alice")).isEmpty();
    assertThat(withToken(accounts, "bob")).isPresent();
  }

  @Test
  void aFileThatIsWrongOrGoneChangesNothingAndIsToldOnce() throws IOException {
    Path file = users("users.yml", "alice");
    FileAccounts accounts = accounts(file);
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      Files.writeString(file, "users: [");
      for (int i = 0; i < 5; i++) {
        assertThat(accounts.check()).isFalse();
      }
      assertThat(log.lines()).singleElement().asString().contains("Keeping the users as they were");

      Files.delete(file);
      for (int i = 0; i < 5; i++) {
        assertThat(accounts.check()).isFalse();
      }
      assertThat(log.lines()).hasSize(2);
    }
    assertThat(withToken(accounts, "alice")).isPresent();
  }

  @Test
  void aTokenIsCurrentAsLongAsItsOwnUserHasIt() throws IOException {
    Path file = users("users.yml", "alice", "bob");
    FileAccounts accounts = accounts(file);
    Account alice = withToken(accounts, "alice").orElseThrow();
    assertThat(isCurrent(accounts, alice, "alice")).isTrue();
    assertThat(isCurrent(accounts, alice, "bob")).isFalse();

    users("users.yml", "bob");
    accounts.check();
    accounts.check();

    assertThat(isCurrent(accounts, alice, "alice")).isFalse();
  }

  @Test
  void anEndlessTokenIsNobodys() throws IOException {
    assertThat(withToken(accounts(users("users.yml", "alice")), "x".repeat(1_000_000))).isEmpty();
  }

  @Test
  void aMissingFileIsAnErrorAtTheStart() {
    assertThatThrownBy(() -> accounts(directory.resolve("none.yml")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "there is no such file; 'ngrokd token new NAME -authFile FILE' makes");
  }
}
