package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.testing.TestDatabase;

/** Which names and ports an account may have, and which it is given. */
class TeamAccountTest {
  private static final String HEX = "00112233445566778899aabbccddeeff";
  private static final List<String> ANY = List.of("1f2e", "3a4b");

  private Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Alice, beside Bob, who has a host name and a port too. */
  private Account alice() {
    AccountRow alice = fixture.add("alice");
    AccountRow bob = fixture.add("bob");
    reserve(alice, NameKind.SUBDOMAIN, "shop");
    reserve(alice, NameKind.HOSTNAME, "www.alice.example");
    reserve(bob, NameKind.HOSTNAME, "www.bob.example");
    reserve(bob, NameKind.PORT, "4000");
    return fixture.login(fixture.token(alice)).orElseThrow();
  }

  private void reserve(AccountRow account, NameKind kind, String name) {
    fixture.change(tables -> fixture.people.reserve(tables, account, kind, name, Fixture.ADMIN));
  }

  private static String refusal(Account account, String host) {
    return account.refusalOfName(host, Fixture.DOMAIN).orElse("");
  }

  @Test
  void anyFreeNameMayBeHadButNobodyElses() {
    Account alice = alice();

    for (String own :
        List.of(
            "alice.example.com",
            "shop.example.com",
            HEX + "-alice.example.com",
            HEX + "-shop.example.com",
            "www.alice.example",
            "free.example.com",
            "x.alice.example.com",
            "www.free.example")) {
      assertThat(refusal(alice, own)).as(own).isEmpty();
    }
    for (String others :
        List.of(
            "bob.example.com",
            "x.bob.example.com",
            HEX + "-bob.example.com",
            "www.bob.example",
            "x.www.bob.example",
            "filed.example.com",
            "api.example.com")) {
      assertThat(refusal(alice, others)).as(others).contains("reserved for somebody else");
    }
    assertThat(refusal(alice, "example.com")).contains("the server's own");
  }

  @Test
  void limitsDoNotTakeAwayWhatIsItsOwn() {
    Account alice = alice();
    AccountRow row = fixture.accounts().keptAs(alice.key()).orElseThrow();
    String limits = "subdomains: [\"dev-*\"]\nhostnames: []";
    fixture.change(tables -> fixture.people.changeLimits(tables, row, limits, Fixture.ADMIN));
    fixture.taken();

    for (String own :
        List.of(
            "alice.example.com",
            "shop.example.com",
            HEX + "-alice.example.com",
            "www.alice.example",
            "dev-1.example.com")) {
      assertThat(refusal(alice, own)).as(own).isEmpty();
    }
    for (String others : List.of("free.example.com", "www.free.example", "bob.example.com")) {
      assertThat(refusal(alice, others)).as(others).isNotEmpty();
    }
  }

  @Test
  void limitsOfAllHoldForWhomNothingElseIsSaid() {
    fixture.close();
    fixture = new Fixture(TestDatabase.embedded(), "protocols: [http]");
    Account alice = fixture.login(fixture.token(fixture.add("alice"))).orElseThrow();

    assertThat(alice.refusalOfProtocol("tcp")).isPresent();
    assertThat(alice.refusalOfProtocol("http")).isEmpty();
  }

  @Test
  void whatIsReservedIsKeptFromEverybodyElse() {
    Account alice = alice();
    var accounts = fixture.accounts();
    var shop = new AskedName("shop.example.com", Fixture.DOMAIN);
    var words = new AskedName("www.example.com", Fixture.DOMAIN);

    assertThat(accounts.isKept(shop, "user-of-the-file")).isTrue();
    assertThat(accounts.isKept(shop, alice.key())).isFalse();
    assertThat(accounts.isKept(words, alice.key())).isTrue();
    assertThat(accounts.isKept(4000, alice.key())).isTrue();
    assertThat(accounts.isKept(4001, alice.key())).isFalse();
  }

  @Test
  void withoutANameItIsTheStableOneThenAnotherWithDigitsInFront() {
    List<String> names = alice().subdomainsToTry(Optional.empty(), ANY);

    assertThat(names).hasSize(2).first().isEqualTo("alice");
    assertThat(names.get(1)).matches("[0-9a-f]{32}-alice");
  }

  @Test
  void theStableNameComesBeforeTheRememberedOneAndASecondComesBack() {
    Account alice = alice();

    assertThat(alice.subdomainsToTry(Optional.of(HEX + "-alice"), ANY))
        .hasSize(3)
        .startsWith("alice", HEX + "-alice");
    assertThat(alice.subdomainsToTry(Optional.of("1234abcd"), ANY)).hasSize(2);
  }

  @Test
  void aLongNameIsCutSoThatTheSecondIsALabel() {
    Account account = fixture.login(fixture.token(fixture.add("a".repeat(63)))).orElseThrow();

    String second = account.subdomainsToTry(Optional.empty(), ANY).get(1);

    assertThat(second).hasSize(63);
    assertThat(refusal(account, second + "." + Fixture.DOMAIN)).isEmpty();
  }

  @Test
  void theLastPortComesBackAndIsKept() {
    AccountRow row = fixture.add("alice");
    Account alice = fixture.login(fixture.token(row)).orElseThrow();
    assertThat(alice.portsToTry(Optional.empty())).isEmpty();

    alice.hasPort(5000);
    assertThat(alice.portsToTry(Optional.of(6000))).containsExactly(6000, 5000);

    fixture.accounts().close();
    assertThat(fixture.now(tables -> tables.accounts().withId(row.id())).orElseThrow().lastPort())
        .isEqualTo(5000);
  }

  @Test
  void aReservedPortComesBeforeAllOthers() {
    AccountRow row = fixture.add("alice");
    reserve(row, NameKind.PORT, "4001");
    Account alice = fixture.login(fixture.token(row)).orElseThrow();
    alice.hasPort(5000);

    assertThat(alice.portsToTry(Optional.of(6000))).containsExactly(4001, 6000, 5000);
  }

  @Test
  void othersPortsAreRefused() {
    Account alice = alice();

    assertThat(alice.refusalOfPort(4000)).isPresent();
    assertThat(alice.refusalOfPort(Fixture.FILE_PORT)).isPresent();
    assertThat(alice.refusalOfPort(4001)).isEmpty();
  }
}
