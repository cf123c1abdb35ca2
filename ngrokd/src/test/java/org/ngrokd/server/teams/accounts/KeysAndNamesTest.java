package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.teams.accounts.PeopleKeysTest.fingerprint;
import static org.ngrokd.server.teams.accounts.PeopleKeysTest.key;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

/** Who comes by a public key, or by a name that a certificate has, and for how long. */
class KeysAndNamesTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static void add(Fixture to, AccountRow account, int number) {
    to.change(
        tables -> {
          var unused = to.people.keys().add(tables, account, key(number), "", Fixture.ADMIN);
        });
  }

  private Optional<Account> withKey(int number) {
    return fixture.accounts().withKey(fingerprint(number)).toCompletableFuture().join();
  }

  private CompletableFuture<Boolean> hasKey(Account account, int number) {
    return fixture.accounts().hasKey(account, fingerprint(number)).toCompletableFuture();
  }

  private Optional<Account> named(String name) {
    return fixture.accounts().named(name).toCompletableFuture().join();
  }

  private CompletableFuture<Boolean> isThere(Account account) {
    return fixture.accounts().isThere(account).toCompletableFuture();
  }

  private void disable(AccountRow account) {
    fixture.change(tables -> fixture.people.disable(tables, account, true, Fixture.ADMIN));
    fixture.taken();
  }

  @EveryStore
  void aKeyLeadsToItsAccountAlsoWhenAnotherProcessHasJustAddedIt(TestDatabase database) {
    Fixture server = new Fixture(database); // whose database is closed elsewhere
    AccountRow alice = server.add("alice");
    var accounts = server.accounts();
    assertThat(accounts.withKey(fingerprint(1)).toCompletableFuture().join()).isEmpty();
    String unused =
        database
            .another()
            .now(
                tables ->
                    server.people.keys().add(tables, alice, key(1), "", Fixture.ADMIN).toString());

    Account found = accounts.withKey(fingerprint(1)).toCompletableFuture().join().orElseThrow();

    assertThat(found.key()).isEqualTo("#" + alice.id());
    assertThat(accounts.withKey(fingerprint(2)).toCompletableFuture().join()).isEmpty();
    accounts.close();
  }

  /** The database is not asked, and the account is the one that the token has. */
  @Test
  void whoIsKnownDoesNotWait() {
    AccountRow alice = fixture.add("alice");
    add(fixture, alice, 1);
    Account byToken = fixture.login(fixture.token(alice)).orElseThrow();

    assertThat(fixture.accounts().withKey(fingerprint(1)).toCompletableFuture()).isDone();
    assertThat(withKey(1).orElseThrow()).isSameAs(byToken);
    assertThat(named("alice").orElseThrow()).isSameAs(byToken);
  }

  @Test
  void aRemovedKeyIsToldAtOnce() throws Exception {
    AccountRow alice = fixture.add("alice");
    add(fixture, alice, 1);
    add(fixture, alice, 2);
    Account account = withKey(1).orElseThrow();

    fixture.change(
        tables -> fixture.people.keys().remove(tables, alice, fingerprint(1), Fixture.ADMIN));

    assertThat(fixture.hearsOfChange()).isTrue();
    assertThat(hasKey(account, 1)).isCompletedWithValue(false);
    assertThat(hasKey(account, 2)).isCompletedWithValue(true);
    assertThat(withKey(1)).isEmpty();
  }

  @Test
  void aDisabledAccountIsNobodys() {
    AccountRow alice = fixture.add("alice");
    add(fixture, alice, 1);
    Account account = withKey(1).orElseThrow();
    assertThat(isThere(account)).isCompletedWithValue(true);

    disable(alice);

    assertThat(withKey(1)).isEmpty();
    assertThat(named("alice")).isEmpty();
    assertThat(hasKey(account, 1)).isCompletedWithValue(false);
    assertThat(isThere(account)).isCompletedWithValue(false);
  }

  @Test
  void aNameIsTheSubdomainOrAnAddressThatOnlyOneHas() {
    AccountRow alice = added("alice", "a@example.org");
    added("bob", "both@example.org");
    added("carol", "both@example.org");

    assertThat(named("alice").map(Account::key)).contains(TeamAccounts.key(alice.id()));
    assertThat(named("A@Example.org").map(Account::key)).contains(TeamAccounts.key(alice.id()));
    assertThat(named("both@example.org")).isEmpty();
    assertThat(named("")).isEmpty();
    assertThat(named("nobody")).isEmpty();
  }

  private AccountRow added(String name, String email) {
    return fixture.now(
        tables -> fixture.people.add(tables, name, email, Role.MEMBER, Fixture.ADMIN));
  }

  @Test
  void othersAccountsAreNotTheirs() {
    AccountRow bob = fixture.add("bob");
    add(fixture, fixture.add("alice"), 1);
    Account other = fixture.login(fixture.token(bob)).orElseThrow();

    assertThat(hasKey(other, 1)).isCompletedWithValue(false);
    assertThat(hasKey(Account.ANYBODY, 1)).isCompletedWithValue(false);
    assertThat(isThere(Account.ANYBODY)).isCompletedWithValue(false);
  }

  @Test
  void whenAKeyWasUsedIsNotedToAMinute() {
    AccountRow alice = fixture.add("alice");
    add(fixture, alice, 1);
    Optional<Account> unused = withKey(1);
    fixture.pass(Duration.ofSeconds(30));
    unused = withKey(1);

    fixture.accounts().close(); // which writes what is waiting

    List<SshKeyRow> keys = fixture.now(tables -> tables.keys().of(alice.id()));
    assertThat(keys)
        .extracting(SshKeyRow::used)
        .containsExactly(Optional.of(fixture.time().minusSeconds(30)));
  }

  @Test
  void whatWasGoodStaysGoodForAMinuteWithoutTheDatabase() {
    AccountRow alice = fixture.add("alice");
    add(fixture, alice, 1);
    Account account = withKey(1).orElseThrow();
    fixture.store.close();

    assertThat(withKey(1)).isPresent();
    fixture.pass(Duration.ofSeconds(61));

    assertThat(hasKey(account, 1)).isCompletedExceptionally();
    assertThat(isThere(account)).isCompletedExceptionally();
    assertThat(fixture.accounts().withKey(fingerprint(1)).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(60));
  }
}
