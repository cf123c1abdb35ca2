package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.SessionRow;

class PeopleTest {
  private static final Actor SELF = new Actor("", "192.0.2.1");

  private final Fixture fixture = new Fixture();
  private final People people = fixture.people;

  @AfterEach
  void close() {
    fixture.close();
  }

  private AccountRow signIn(String subject, String email) {
    return signIn(subject, email, Optional.empty());
  }

  private AccountRow signIn(String subject, String email, Optional<Role> role) {
    return fixture.now(
        tables ->
            people.signedIn(
                tables,
                new Identity("sso", subject),
                new Person("Some Body", email),
                email,
                role,
                SELF));
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private AccountRow read(AccountRow account) {
    return fixture.now(tables -> tables.accounts().withId(account.id())).orElseThrow();
  }

  private List<String> names(AccountRow account) {
    return fixture.now(tables -> tables.names().of(account.id())).stream()
        .map(row -> row.kind().word() + " " + row.name())
        .toList();
  }

  private NameRow reserve(AccountRow account, NameKind kind, String name) {
    return fixture.now(tables -> people.reserve(tables, account, kind, name, Fixture.ADMIN));
  }

  private void giveBack(AccountRow account, NameKind kind, String name) {
    fixture.change(tables -> people.giveBack(tables, account, kind, name, Fixture.ADMIN));
  }

  @Test
  void firstSignInMakesAnAccountAndLaterOnesKeepIt() {
    AccountRow first = signIn("1", "Alice@example.org");
    fixture.pass(Duration.ofDays(1));
    AccountRow again = signIn("1", "alice.liddell@example.org");

    assertThat(first.subdomain()).isEqualTo("alice");
    assertThat(first.role()).isEqualTo(Role.MEMBER);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.subdomain()).isEqualTo("alice");
    assertThat(again.person().email()).isEqualTo("alice.liddell@example.org");
    assertThat(again.signedIn()).contains(fixture.time());
    assertThat(names(first)).containsExactly("subdomain alice");
    assertThat(fixture.audit()).containsExactly("alice account.made alice member");
  }

  @ParameterizedTest
  @CsvSource({
    "alice@other.example, alice-2",
    "WWW@example.org, www-2",
    "admin@example.org, admin-2",
    "filed@example.org, filed-2",
  })
  void whatIsTakenOrKeptGetsANumber(String email, String subdomain) {
    signIn("1", "alice@example.org");

    assertThat(signIn("2", email).subdomain()).isEqualTo(subdomain);
  }

  @Test
  void ofANameWithoutLettersTheAddressCounts() {
    AccountRow made =
        fixture.now(
            tables ->
                people.signedIn(
                    tables,
                    new Identity("sso", "1"),
                    new Person("张伟", "zhang@example.org"),
                    "张伟",
                    Optional.empty(),
                    SELF));

    assertThat(made.subdomain()).isEqualTo("zhang");
    refused("account.name", () -> signIn("2", "张伟@example.org"));
  }

  @Test
  void groupsDecideTheRoleWhereTheySayAnything() {
    AccountRow alice = signIn("1", "alice@example.org", Optional.of(Role.ADMIN));
    assertThat(alice.isAdmin()).isTrue();

    assertThat(signIn("1", "alice@example.org").isAdmin()).isTrue();
    assertThat(signIn("1", "alice@example.org", Optional.of(Role.MEMBER)).isAdmin()).isFalse();
    assertThat(fixture.audit()).first().isEqualTo("alice role.changed alice member");
  }

  @Test
  void anAccountThatWasMadeForAnAddressIsThatPersonsAtTheFirstSignIn() {
    AccountRow made =
        fixture.now(
            tables ->
                people.add(tables, "al", "Alice@Example.org", Role.ADMIN, Actor.server("user")));

    AccountRow alice = signIn("1", "alice@example.org");
    AccountRow other = signIn("2", "alice@example.org");

    assertThat(alice.id()).isEqualTo(made.id());
    assertThat(alice.subdomain()).isEqualTo("al");
    assertThat(alice.isAdmin()).isTrue();
    assertThat(other.subdomain()).isEqualTo("alice"); // hers is taken by its identity
    assertThat(fixture.audit())
        .contains("ngrokd user account.made al admin", "al account.identified al sso");
  }

  @Test
  void withoutAnAddressNobodyIsTakenForSomebodyElse() {
    fixture.add("first");

    AccountRow account =
        fixture.now(
            tables ->
                people.signedIn(
                    tables,
                    new Identity("sso", "1"),
                    new Person("Alice", ""),
                    "alice",
                    Optional.empty(),
                    SELF));

    assertThat(account.subdomain()).isEqualTo("alice");
  }

  @Test
  void whoIsAddedGetsTheNameOrNothing() {
    fixture.add("Alice B");

    refused("name.taken", () -> fixture.add("alice-b"));
    refused("name.taken", () -> fixture.add("www"));
    refused("account.name", () -> fixture.add("张伟"));
    assertThat(fixture.audit()).containsExactly("admin account.made alice-b member");
  }

  @ParameterizedTest
  @CsvSource({
    "SUBDOMAIN, Shop, shop",
    "SUBDOMAIN, shop.example.com, shop",
    "SUBDOMAIN, a.b, a.b",
    "HOSTNAME, WWW.Shop.example, www.shop.example",
    "PORT, 02000, 2000",
  })
  void freeNamesAndPortsCanBeReserved(NameKind kind, String typed, String kept) {
    AccountRow alice = fixture.add("alice");

    assertThat(reserve(alice, kind, typed).name()).isEqualTo(kept);

    assertThat(names(alice)).contains(kind.word() + " " + kept);
    assertThat(fixture.audit())
        .first()
        .isEqualTo("admin name.reserved alice " + kind.word() + " " + kept);
  }

  @Test
  void othersAndImpossibleOnesCannot() {
    AccountRow alice = fixture.add("alice");
    AccountRow bob = fixture.add("bob");
    reserve(bob, NameKind.HOSTNAME, "www.bob.example");
    reserve(bob, NameKind.PORT, "4000");
    int before = fixture.audit().size();

    String cases =
        """
        SUBDOMAIN, bob, name.taken
        SUBDOMAIN, below.bob, name.taken
        SUBDOMAIN, 00112233445566778899aabbccddeeff-bob, name.taken
        SUBDOMAIN, filed, name.taken
        SUBDOMAIN, alice, name.taken
        SUBDOMAIN, api, name.reserved
        SUBDOMAIN, -, name.bad
        SUBDOMAIN, a b, name.bad
        SUBDOMAIN, , name.bad
        HOSTNAME, www.bob.example, name.taken
        HOSTNAME, x.www.bob.example, name.taken
        HOSTNAME, www.filed.example, name.taken
        HOSTNAME, example.com, name.bad
        HOSTNAME, shop.example.com, name.bad
        HOSTNAME, com, name.bad
        HOSTNAME, 10.0.0.1, name.bad
        HOSTNAME, www.shop.example:80, name.bad
        PORT, 4000, name.taken
        PORT, 2222, name.taken
        PORT, 80, port.bad
        PORT, 65536, port.bad
        PORT, x, port.bad
        """;
    for (String each : cases.lines().toList()) {
      String[] parts = each.split(", ");
      refused(parts[2], () -> reserve(alice, NameKind.valueOf(parts[0]), parts[1]));
    }

    assertThat(names(alice)).containsExactly("subdomain alice");
    assertThat(fixture.audit()).hasSize(before);
  }

  /** Two names and a port, besides the stable one. */
  @Test
  void onlySoManyCanBeReserved() {
    AccountRow alice = fixture.add("alice");
    reserve(alice, NameKind.SUBDOMAIN, "one");
    reserve(alice, NameKind.HOSTNAME, "two.example");
    reserve(alice, NameKind.PORT, "4000");

    refused("name.limit", () -> reserve(alice, NameKind.SUBDOMAIN, "three"));
    refused("port.limit", () -> reserve(alice, NameKind.PORT, "4001"));

    giveBack(alice, NameKind.SUBDOMAIN, "one");
    assertThat(reserve(alice, NameKind.SUBDOMAIN, "three").name()).isEqualTo("three");
  }

  @Test
  void limitsSayWhatCanBeReserved() {
    AccountRow alice = fixture.add("alice");
    limits(alice, "subdomains: [\"dev-*\"]\nhostnames: []\ntcp_ports: [4000-4009]");

    refused("name.not-allowed", () -> reserve(alice, NameKind.SUBDOMAIN, "shop"));
    refused("name.not-allowed", () -> reserve(alice, NameKind.HOSTNAME, "shop.example"));
    refused("name.not-allowed", () -> reserve(alice, NameKind.PORT, "5000"));
    assertThat(reserve(alice, NameKind.SUBDOMAIN, "dev-1").name()).isEqualTo("dev-1");
    assertThat(reserve(alice, NameKind.PORT, "4001").name()).isEqualTo("4001");
  }

  private void limits(AccountRow account, String limits) {
    fixture.change(tables -> people.changeLimits(tables, account, limits, Fixture.ADMIN));
  }

  @Test
  void wrongLimitsAreRefusedWithAllThatIsWrong() {
    AccountRow alice = fixture.add("alice");

    assertThatThrownBy(() -> limits(alice, "max_tunnels: many\ntoken: x"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("limits:1: max_tunnels is 'many'")
        .hasMessageContaining("limits:2: unknown key 'token'");
    assertThat(read(alice).limits()).isEmpty();
  }

  @Test
  void theStableNameAndOthersNamesAreNotGivenBack() {
    AccountRow alice = fixture.add("alice");
    fixture.add("bob");

    refused("name.stable", () -> giveBack(alice, NameKind.SUBDOMAIN, "alice"));
    refused("name.unknown", () -> giveBack(alice, NameKind.SUBDOMAIN, "bob"));
  }

  @Test
  void tokensAreKeptAsTheirHashAlone() {
    AccountRow alice = fixture.add("alice");

    NewToken made = fixture.newToken(alice, Optional.of(fixture.time().plusSeconds(60)));

    assertThat(made.row().id()).isEqualTo(made.token().substring(0, 10));
    assertThat(made.row().hash()).startsWith("sha256::").doesNotContain(made.token());
    assertThat(made.toString()).doesNotContain(made.token());
    assertThat(fixture.audit()).first().isEqualTo("admin token.made alice " + made.row().id());
    assertThat(fixture.tokens(alice)).containsExactly(made.row());
  }

  @Test
  void tokensThatCannotBeAreNotMade() {
    AccountRow alice = fixture.add("alice");

    refused("token.scope", () -> fixture.token(alice, "everything"));
    refused("token.scope", () -> fixture.token(alice, "admin"));
    refused("token.ends", () -> fixture.newToken(alice, Optional.of(fixture.time())));
    refused("token.label", () -> labelled(alice, " "));
    refused("token.label", () -> labelled(alice, "x".repeat(65)));
    refused("token.label", () -> labelled(alice, "a\nb"));
    for (int i = 0; i < 3; i++) {
      fixture.token(alice);
    }
    refused("token.limit", () -> fixture.token(alice));
    assertThat(fixture.tokens(alice)).hasSize(3);
  }

  private NewToken labelled(AccountRow account, String label) {
    return fixture.now(
        tables ->
            people.newToken(
                tables, account, label, List.of(), Optional.<Instant>empty(), Fixture.ADMIN));
  }

  @Test
  void onlyOnesOwnTokensCanBeRevoked() {
    AccountRow alice = fixture.add("alice");
    AccountRow bob = fixture.add("bob");
    NewToken made = fixture.newToken(alice, Optional.empty());

    refused("token.unknown", () -> revoke(bob, made));
    revoke(alice, made);

    refused("token.unknown", () -> revoke(alice, made));
    assertThat(fixture.audit()).first().isEqualTo("admin token.revoked alice " + made.row().id());
  }

  private void revoke(AccountRow account, NewToken token) {
    fixture.change(tables -> people.revokeToken(tables, account, token.row().id(), Fixture.ADMIN));
  }

  @Test
  void theLastAdminStays() {
    AccountRow alice = fixture.addAdmin("alice");
    fixture.add("bob");

    refused("account.last-admin", () -> role(alice, Role.MEMBER));
    refused("account.last-admin", () -> disable(alice, true));
    refused("account.last-admin", () -> remove(alice));
    assertThat(read(alice).isAdmin()).isTrue();
    assertThat(read(alice).isDisabled()).isFalse();

    AccountRow carol = fixture.addAdmin("carol");
    disable(carol, true);
    refused("account.last-admin", () -> remove(alice)); // who is disabled does not count
    disable(carol, false);
    remove(alice);
    assertThat(fixture.audit()).first().isEqualTo("admin account.removed alice");
  }

  private void role(AccountRow account, Role role) {
    fixture.change(tables -> people.changeRole(tables, account, role, Fixture.ADMIN));
  }

  private void disable(AccountRow account, boolean disabled) {
    fixture.change(tables -> people.disable(tables, account, disabled, Fixture.ADMIN));
  }

  private void remove(AccountRow account) {
    fixture.change(tables -> people.remove(tables, account, Fixture.ADMIN));
  }

  @Test
  void whoIsDisabledIsSignedInNowhere() {
    AccountRow alice = fixture.add("alice");
    Instant now = fixture.time();
    fixture.change(
        tables ->
            tables
                .sessions()
                .add(new SessionRow("hash", alice.id(), now, now, "192.0.2.1", "agent")));

    disable(alice, true);

    List<SessionRow> sessions = fixture.now(tables -> tables.sessions().of(alice.id()));
    assertThat(sessions).isEmpty();
    assertThat(fixture.audit()).first().isEqualTo("admin account.disabled alice");
  }

  @Test
  void whatIsRemovedLeavesItsNamesFree() {
    AccountRow alice = fixture.add("alice");
    fixture.token(alice);
    remove(alice);

    assertThat(fixture.add("alice").id()).isNotEqualTo(alice.id());
    refused("account.unknown", () -> disable(alice, true));
  }
}
