package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
    Meters meters = new Meters(Ticker.systemTicker(), new LimitCounters());
    return new FileAccounts(file, Reservations.NONE, meters);
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

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> "user" + i).toArray(String[]::new);
  }

  @Test
  void amongManyATokenOfTheOldFormIsLookedForOnce() throws IOException {
    FileAccounts accounts = accounts(users("users.yml", many(TokenSearch.FEW + 1)));
    CompletableFuture<Optional<Account>> asked = accounts.withToken("user7").toCompletableFuture();

    assertThat(asked.join().map(Account::name)).contains("user7");
    assertThat(accounts.withToken("user7").toCompletableFuture()).isDone();
    accounts.close();
  }

  @Test
  void whoWasFoundIsNotLookedForAgainInAChangedFile() throws IOException {
    String[] names = many(TokenSearch.FEW + 2);
    FileAccounts accounts = accounts(users("users.yml", names));
    accounts.withToken("user1").toCompletableFuture().join();
    accounts.withToken("user2").toCompletableFuture().join();

    String text = Files.readString(directory.resolve("users.yml"));
    String hash = text.lines().filter(line -> line.contains(" user2:")).findFirst().orElseThrow();
    Files.writeString(
        directory.resolve("users.yml"),
        text.replace(hash, "  user2: {token: \"" + TokenHash.of("another") + "\"}"));
    accounts.check();
    accounts.check();

    assertThat(accounts.withToken("user1").toCompletableFuture()).isDone();
    assertThat(accounts.withToken("user2").toCompletableFuture().join()).isEmpty();
    accounts.close();
  }

  /** Nobody can make the server compute thousands of hashes for what is no token of its form. */
  @Test
  void amongManyATokenWithAnIdIsFoundAtOnceAndAMadeUpOneCostsNothing() throws IOException {
    String token = TokenText.make();
    Path file = users("users.yml", many(TokenSearch.FEW + 1));
    Files.writeString(
        file, "  newcomer: {token: \"" + TokenHash.of(token) + "\"}\n", StandardOpenOption.APPEND);
    FileAccounts accounts = accounts(file);

    assertThat(withToken(accounts, token).map(Account::name)).contains("newcomer");
    assertThat(accounts.withToken(TokenText.make()).toCompletableFuture())
        .isCompletedWithValue(Optional.empty());
    String sameId = token.substring(0, 10) + "x".repeat(30);
    assertThat(accounts.withToken(sameId).toCompletableFuture())
        .isCompletedWithValue(Optional.empty());
    accounts.close();
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

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @Test
  void aKeyIsAsGoodAsATokenUntilItLeavesTheFile() throws IOException {
    String fingerprint = PublicKeyText.parse(KEY).fingerprint();
    Path file = directory.resolve("keys.yml");
    String alice = "users:\n  alice:\n    token: \"%s\"\n".formatted(TokenHash.of("alices"));
    Files.writeString(file, alice + "    ssh_keys: [\"" + KEY + " alice@laptop\"]\n");
    FileAccounts accounts = accounts(file);

    Account found = accounts.withKey(fingerprint).toCompletableFuture().join().orElseThrow();

    assertThat(found).isSameAs(withToken(accounts, "alices").orElseThrow());
    assertThat(accounts.named("alice").toCompletableFuture().join()).containsSame(found);
    assertThat(accounts.named("bob").toCompletableFuture().join()).isEmpty();
    assertThat(hasKey(accounts, found, fingerprint)).isTrue();
    assertThat(hasKey(accounts, Account.ANYBODY, fingerprint)).isFalse();

    Files.writeString(file, alice);
    accounts.check();
    accounts.check();
    assertThat(accounts.withKey(fingerprint).toCompletableFuture().join()).isEmpty();
    assertThat(hasKey(accounts, found, fingerprint)).isFalse();
    assertThat(accounts.isThere(found).toCompletableFuture()).isCompletedWithValue(true);

    users("keys.yml", "bob");
    accounts.check();
    accounts.check();
    assertThat(accounts.isThere(found).toCompletableFuture()).isCompletedWithValue(false);
  }

  private static boolean hasKey(FileAccounts accounts, Account account, String fingerprint) {
    return accounts.hasKey(account, fingerprint).toCompletableFuture().join();
  }
}
