package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.limits.LimitCounters;

class AccountSourcesTest {
  private static final Meters METERS = new Meters(Ticker.systemTicker(), new LimitCounters());

  @TempDir private Path directory = Path.of("");

  /** Knows these tokens, unless it cannot be asked. */
  private static final class Other implements AccountSource, Reservations {
    private final Map<String, Account> tokens;
    private boolean isLost;

    Other(Map<String, Account> tokens) {
      this.tokens = tokens;
    }

    @Override
    public CompletionStage<Optional<Account>> withToken(String token) {
      return isLost
          ? CompletableFuture.failedFuture(new IOException("no answer"))
          : CompletableFuture.completedFuture(Optional.ofNullable(tokens.get(token)));
    }

    @Override
    public CompletionStage<Boolean> isCurrent(Account account, String token) {
      return CompletableFuture.completedFuture(account.equals(tokens.get(token)));
    }

    @Override
    public CompletionStage<Optional<Account>> withKey(String fingerprint) {
      return CompletableFuture.completedFuture(
          Optional.of(Account.ANYBODY).filter(account -> fingerprint.equals("SHA256:team")));
    }

    @Override
    public CompletionStage<Optional<Account>> named(String principal) {
      return CompletableFuture.completedFuture(
          Optional.of(Account.ANYBODY).filter(account -> principal.equals("team")));
    }

    @Override
    public CompletionStage<Boolean> isThere(Account account) {
      return CompletableFuture.completedFuture(account.equals(Account.ANYBODY));
    }

    @Override
    public String refusal(String token) {
      return "the other's";
    }

    @Override
    public boolean isKept(AskedName name, String account) {
      return name.host().equals("team.example.com");
    }

    @Override
    public boolean isKept(int port, String account) {
      return port == 4444;
    }
  }

  private AccountSources withFile() throws IOException {
    Path file = directory.resolve("users.yml");
    Files.writeString(
        file,
        "users:\n  alice: {token: \"%s\", subdomains: [alice, \"*\"]}\n"
            .formatted(TokenHash.of("alices")));
    return new AccountSources(new AccessOptions(Optional.of(file), PortRanges.NONE), METERS);
  }

  private static Optional<Account> found(AccountSources accounts, String token) {
    return accounts.withToken(token).toCompletableFuture().join();
  }

  @Test
  void withoutAnySourceEverybodyMayComeAndStay() {
    AccountSources accounts = new AccountSources(AccessOptions.DEFAULT, METERS);

    assertThat(found(accounts, "any")).contains(Account.ANYBODY);
    assertThat(accounts.isCurrent(Account.ANYBODY, "any").toCompletableFuture())
        .isCompletedWithValue(true);
  }

  @Test
  void withoutAnySourceKeysAndNamesAreEverybodys() {
    AccountSources accounts = new AccountSources(AccessOptions.DEFAULT, METERS);

    assertThat(accounts.withKey("SHA256:x").toCompletableFuture().join()).contains(Account.ANYBODY);
    assertThat(accounts.named("any").toCompletableFuture().join()).contains(Account.ANYBODY);
    assertThat(accounts.hasKey(Account.ANYBODY, "SHA256:x").toCompletableFuture())
        .isCompletedWithValue(true);
    assertThat(accounts.isThere(Account.ANYBODY).toCompletableFuture()).isCompletedWithValue(true);
  }

  @Test
  void keysAndNamesAreLookedForInAllSources() throws IOException {
    AccountSources accounts = withFile();
    Other other = new Other(Map.of());
    accounts.add(other, other);
    Account alice = accounts.named("alice").toCompletableFuture().join().orElseThrow();

    assertThat(accounts.isThere(alice).toCompletableFuture()).isCompletedWithValue(true);
    assertThat(accounts.isThere(Account.ANYBODY).toCompletableFuture()).isCompletedWithValue(true);
    assertThat(accounts.named("team").toCompletableFuture().join()).contains(Account.ANYBODY);
    assertThat(accounts.withKey("SHA256:team").toCompletableFuture().join())
        .contains(Account.ANYBODY);
    assertThat(accounts.withKey("SHA256:nobody").toCompletableFuture().join()).isEmpty();
    assertThat(accounts.hasKey(alice, "SHA256:team").toCompletableFuture())
        .isCompletedWithValue(false);
  }

  @Test
  void withAnotherSourceAloneNobodyElseMayCome() {
    AccountSources accounts = new AccountSources(AccessOptions.DEFAULT, METERS);
    Other other = new Other(Map.of());
    accounts.add(other, other);

    assertThat(found(accounts, "any")).isEmpty();
    assertThat(accounts.refusal("any")).isEqualTo("the other's");
  }

  @Test
  void theFileIsAskedFirstAndAnswersAlsoWhileOthersCannot() throws IOException {
    AccountSources accounts = withFile();
    Other other = new Other(Map.of("others", Account.ANYBODY));
    accounts.add(other, other);
    other.isLost = true;

    assertThat(found(accounts, "alices").map(Account::name)).contains("alice");
    assertThat(accounts.withToken("unknown").toCompletableFuture()).isCompletedExceptionally();

    other.isLost = false;
    assertThat(found(accounts, "others")).contains(Account.ANYBODY);
    assertThat(found(accounts, "unknown")).isEmpty();
  }

  @Test
  void aTokenIsCurrentWhereItsAccountIs() throws IOException {
    AccountSources accounts = withFile();
    Other other = new Other(Map.of("others", Account.ANYBODY));
    accounts.add(other, other);
    Account alice = found(accounts, "alices").orElseThrow();

    assertThat(accounts.isCurrent(alice, "alices").toCompletableFuture())
        .isCompletedWithValue(true);
    assertThat(accounts.isCurrent(alice, "others").toCompletableFuture())
        .isCompletedWithValue(false);
    assertThat(accounts.isCurrent(Account.ANYBODY, "others").toCompletableFuture())
        .isCompletedWithValue(true);
  }

  @Test
  void whatIsReservedInOneCountsInAll() throws IOException {
    AccountSources accounts = withFile();
    Other other = new Other(Map.of());
    accounts.add(other, other);
    Account alice = found(accounts, "alices").orElseThrow();

    assertThat(alice.refusalOfName("team.example.com", "example.com")).isPresent();
    assertThat(alice.refusalOfPort(4444)).isPresent();
    AskedName below = new AskedName("x.alice.example.com", "example.com");
    assertThat(accounts.isKept(below, "#team")).isTrue();
    assertThat(accounts.isKept(below, "alice")).isFalse();
    assertThat(accounts.ofFile().isKept(new AskedName("team.example.com", "example.com"), ""))
        .isFalse();
  }
}
