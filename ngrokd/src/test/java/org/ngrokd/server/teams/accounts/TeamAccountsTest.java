package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.TokenRow;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class TeamAccountsTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private CompletableFuture<Optional<Account>> ask(String token) {
    return fixture.accounts().withToken(token).toCompletableFuture();
  }

  private CompletableFuture<Boolean> isCurrent(Account account, String token) {
    return fixture.accounts().isCurrent(account, token).toCompletableFuture();
  }

  private Account login(String token) {
    return fixture.login(token).orElseThrow();
  }

  @EveryStore
  void aTokenLeadsToItsAccount(TestDatabase database) {
    Fixture other = new Fixture(database); // whose database is closed elsewhere
    AccountRow alice = other.add("alice");
    String token = other.token(alice);

    Account account = other.login(token).orElseThrow();

    assertThat(account.name()).isEqualTo("alice");
    assertThat(account.key()).isEqualTo("#" + alice.id());
    assertThat(other.accounts().keptAs(account.key())).contains(alice);
    assertThat(other.login(TokenText.make())).isEmpty();
    assertThat(other.login(token.substring(0, 10) + "x".repeat(30))).isEmpty();
    assertThat(other.login("x".repeat(1_000_000))).isEmpty();
    other.accounts().close();
  }

  /** The database is not asked. */
  @Test
  void whoIsKnownDoesNotWait() {
    String token = fixture.token(fixture.add("alice"));
    fixture.accounts();

    assertThat(ask(token)).isDone();
    assertThat(ask(token).join().orElseThrow()).isSameAs(login(token));
  }

  @Test
  void aTokenThatWasJustMadeByAnotherProcessIsGood() {
    fixture.accounts();
    Store other = fixture.database.another();
    AccountRow alice = fixture.add("alice");
    NewToken made =
        other.now(
            tables ->
                fixture.people.newToken(
                    tables, alice, "x", List.of(), Optional.empty(), Fixture.ADMIN));

    assertThat(fixture.login(made.token())).isPresent();
  }

  @Test
  void whatIsRevokedHereIsToldAtOnce() throws Exception {
    AccountRow alice = fixture.add("alice");
    NewToken made = fixture.newToken(alice, Optional.empty());
    String other = fixture.token(alice);
    Account account = login(made.token());

    fixture.change(
        tables -> fixture.people.revokeToken(tables, alice, made.row().id(), Fixture.ADMIN));

    assertThat(fixture.hearsOfChange()).isTrue();
    assertThat(isCurrent(account, made.token())).isCompletedWithValue(false);
    assertThat(isCurrent(account, other)).isCompletedWithValue(true);
    assertThat(fixture.login(made.token())).isEmpty();
  }

  @Test
  void whatAnotherProcessChangesIsSeenAtTheNextLook() {
    AccountRow alice = fixture.add("alice");
    String token = fixture.token(alice);
    Account account = login(token);
    Store other = fixture.database.another();
    other.now(
        tables -> {
          fixture.people.disable(tables, alice, true, Fixture.ADMIN);
          return "";
        });
    assertThat(isCurrent(account, token)).isCompletedWithValue(true);

    fixture.accounts().check();
    fixture.taken();

    assertThat(isCurrent(account, token)).isCompletedWithValue(false);
    assertThat(fixture.accounts().refusal(token)).startsWith("Your account is disabled");
  }

  @Test
  void limitsHoldForOpenConnectionsToo() {
    AccountRow alice = fixture.add("alice");
    Account account = login(fixture.token(alice));
    assertThat(account.refusalOfTunnel("one", "", 0)).isEmpty();

    fixture.change(
        tables -> fixture.people.changeLimits(tables, alice, "max_tunnels: 1", Fixture.ADMIN));
    fixture.taken();

    assertThat(account.refusalOfTunnel("two", "", 0)).isPresent();
  }

  @Test
  void aTokenEndsAtItsEndAndItsConnectionsHearOfIt() {
    Instant end = fixture.time().plusSeconds(10);
    String token = fixture.newToken(fixture.add("alice"), Optional.of(end)).token();
    Account account = login(token);
    fixture.pass(Duration.ofSeconds(9));
    assertThat(fixture.accounts().check()).isFalse();
    assertThat(isCurrent(account, token)).isCompletedWithValue(true);

    fixture.pass(Duration.ofSeconds(1));

    assertThat(fixture.accounts().check()).isTrue();
    assertThat(fixture.accounts().check()).isFalse();
    assertThat(isCurrent(account, token)).isCompletedWithValue(false);
    assertThat(fixture.login(token)).isEmpty();
    assertThat(fixture.accounts().refusal(token)).startsWith("Your token has ended");
  }

  @Test
  void aTokenOfAnotherAccountIsNotCurrentForThisOne() {
    Account alice = login(fixture.token(fixture.add("alice")));
    String bobs = fixture.token(fixture.add("bob"));

    assertThat(isCurrent(alice, bobs)).isCompletedWithValue(false);
    assertThat(isCurrent(Account.ANYBODY, bobs)).isCompletedWithValue(false);
  }

  @Test
  void forAMinuteTokensAreGoodWithoutTheDatabase() {
    String token = fixture.token(fixture.add("alice"));
    Account account = login(token);
    fixture.taken();
    fixture.store.close();

    fixture.pass(Duration.ofSeconds(60));
    fixture.accounts().check();
    assertThat(ask(token).join()).contains(account);
    assertThat(isCurrent(account, token)).isCompletedWithValue(true);
    assertThat(ask(TokenText.make())).failsWithin(Duration.ofSeconds(60)); // it may be somebody's

    fixture.pass(Duration.ofSeconds(1));
    assertThat(ask(token)).failsWithin(Duration.ofSeconds(60));
    assertThat(isCurrent(account, token)).isCompletedExceptionally(); // it stays
  }

  /** Strangers cannot fill the queue of the database, nor keep its threads busy. */
  @Test
  void strangersTogetherAskTheDatabaseOneThing() throws Exception {
    String token = fixture.token(fixture.add("alice"));
    fixture.accounts();
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> slow = fixture.store.later(tables -> waited(goOn));
    List<CompletableFuture<Optional<Account>>> strangers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) { // more than the queue has places
      strangers.add(ask(TokenText.make()));
    }

    assertThat(ask(token)).isDone();
    CompletableFuture<Integer> other = fixture.store.later(tables -> tables.accounts().count());
    goOn.countDown();

    assertThat(other.join()).isEqualTo(1);
    assertThat(strangers).allSatisfy(each -> assertThat(each.join()).isEmpty());
    assertThat(slow.join()).isTrue();
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void useIsNotedToAMinute() {
    AccountRow alice = fixture.add("alice");
    String token = fixture.token(alice);
    login(token);
    Instant first = fixture.time();
    fixture.accounts().check();
    fixture.taken();
    assertThat(used(alice)).contains(first);

    fixture.pass(Duration.ofSeconds(59));
    login(token);
    fixture.accounts().check();
    fixture.taken();
    assertThat(used(alice)).contains(first);

    fixture.pass(Duration.ofSeconds(1));
    login(token);
    fixture.accounts().close();
    assertThat(used(alice)).contains(fixture.time());
  }

  private Optional<Instant> used(AccountRow account) {
    return fixture.tokens(account).get(0).used();
  }

  /** Its digits are known when it is brought over, so that it is found by them. */
  @Test
  void pgroksTokensAreGood() {
    AccountRow alice = fixture.add("alice");
    String token = "a9993e364706816aba3e25717850c26c9cd0d89d";
    keep(alice, TokenText.key(token), TokenHash.plain(token).toString());
    fixture.accounts();

    assertThat(ask(token)).isDone();
    assertThat(login(token).name()).isEqualTo("alice");
  }

  private void keep(AccountRow account, String id, String hash) {
    fixture.change(
        tables ->
            tables
                .tokens()
                .add(
                    new TokenRow(
                        id,
                        account.id(),
                        "old",
                        hash,
                        List.of(),
                        fixture.time(),
                        Optional.empty(),
                        Optional.empty())));
  }

  @Test
  void tokensOfTheFileWithAnIdAreGood() {
    AccountRow alice = fixture.add("alice");
    String token = TokenText.make();
    keep(alice, TokenText.key(token), TokenHash.of(token).toString());
    fixture.accounts();

    assertThat(ask(token)).isDone();
    assertThat(login(token).name()).isEqualTo("alice");
  }

  @Test
  void tokensWithoutAnIdAreSearchedForOnceAndThenKeptByOne() {
    AccountRow alice = fixture.add("alice");
    for (int i = 0; i < 200; i++) {
      keep(alice, "old" + i, TokenHash.of("secret" + i).toString());
    }

    Account account = login("secret7");
    assertThat(account.name()).isEqualTo("alice");
    assertThat(ask("secret7")).isDone();
    assertThat(isCurrent(account, "secret7")).isCompletedWithValue(true);
    assertThat(fixture.login("secret777")).isEmpty();

    fixture.accounts().check();
    fixture.taken();
    assertThat(fixture.tokens(alice).stream().map(TokenRow::id))
        .contains(TokenText.key("secret7"), "old8")
        .doesNotContain("old7");
    assertThat(ask("secret7")).isDone();
    assertThat(isCurrent(account, "secret7")).isCompletedWithValue(true);
  }

  @Test
  void tokensForTheApiOpenNoTunnelsAndTheOthersAreNotForIt() {
    AccountRow alice = fixture.addAdmin("alice");
    String forTunnels = fixture.token(alice);
    NewToken forApi = fixture.newToken(alice, Optional.empty(), "read", "admin");
    ApiTokens api = new ApiTokens(fixture.accounts());

    assertThat(fixture.login(forApi.token())).isEmpty();
    assertThat(fixture.accounts().refusal(forApi.token())).startsWith("Your token is for the API");
    assertThat(api.find(forTunnels).toCompletableFuture().join()).isEmpty();
    assertThat(api.find(forApi.token()).toCompletableFuture().join())
        .contains(new ApiCaller(alice, List.of("read", "admin"), forApi.row().id()));
  }

  @Test
  void whoHasNoTokenIsToldWhereToGetOne() {
    assertThat(fixture.accounts().refusal("user")).startsWith("This server needs a token");
    assertThat(fixture.accounts().refusal("x")).startsWith("This server does not know your token");
  }
}
