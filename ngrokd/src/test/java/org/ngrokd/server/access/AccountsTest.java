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

class AccountsTest {
  @TempDir private Path directory;

  private Path users(String name, String... tokens) throws IOException {
    Path file = directory.resolve(name);
    StringBuilder text = new StringBuilder("users:\n");
    for (String token : tokens) {
      text.append("  %s: {token: \"%s\"}%n".formatted(token, TokenHash.of(token)));
    }
    return Files.writeString(file, text);
  }

  private static Accounts accounts(Path file) {
    AccessOptions options = new AccessOptions(Optional.of(file), PortRanges.NONE);
    return new Accounts(options, Ticker.systemTicker(), new LimitCounters());
  }

  @Test
  void aChangeIsTakenUpOnceTheFileRests() throws IOException {
    Accounts accounts = accounts(users("users.yml", "alice"));
    assertThat(accounts.check()).isFalse();

    users("users.yml", "alice", "bob");
    assertThat(accounts.check()).isFalse(); // it may be half written
    assertThat(accounts.withToken("bob")).isEmpty();
    assertThat(accounts.check()).isTrue();

    assertThat(accounts.withToken("bob")).isPresent();
    assertThat(accounts.check()).isFalse();
  }

  @Test
  void anotherFileBehindALinkIsAChange() throws IOException {
    Path link = directory.resolve("link.yml");
    Files.createSymbolicLink(link, users("one.yml", "alice"));
    Accounts accounts = accounts(link);
    assertThat(accounts.check()).isFalse();

    Files.delete(link);
    Files.createSymbolicLink(link, users("two.yml", "bob"));
    accounts.check();

    assertThat(accounts.check()).isTrue();
    assertThat(accounts.withToken("alice")).isEmpty();
    assertThat(accounts.withToken("bob")).isPresent();
  }

  @Test
  void aFileThatIsWrongOrGoneChangesNothingAndIsToldOnce() throws IOException {
    Path file = users("users.yml", "alice");
    Accounts accounts = accounts(file);
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
    assertThat(accounts.withToken("alice")).isPresent();
  }

  @Test
  void aTokenIsCurrentAsLongAsItsOwnUserHasIt() throws IOException {
    Path file = users("users.yml", "alice", "bob");
    Accounts accounts = accounts(file);
    Account alice = accounts.withToken("alice").orElseThrow();
    assertThat(accounts.isCurrent(alice, "alice")).isTrue();
    assertThat(accounts.isCurrent(alice, "bob")).isFalse();

    users("users.yml", "bob");
    accounts.check();
    accounts.check();

    assertThat(accounts.isCurrent(alice, "alice")).isFalse();
  }

  @Test
  void anEndlessTokenIsNobodys() throws IOException {
    assertThat(accounts(users("users.yml", "alice")).withToken("x".repeat(1_000_000))).isEmpty();
  }

  @Test
  void aMissingFileIsAnErrorAtTheStart() {
    assertThatThrownBy(() -> accounts(directory.resolve("none.yml")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "there is no such file; 'ngrokd token new NAME -authFile FILE' makes");
  }
}
