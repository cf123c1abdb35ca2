package org.ngrokd.server.cli.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;

/** {@code ngrokd user}, on the embedded database. */
class UserCommandTest {
  private Ngrokd ngrokd = new Ngrokd(Path.of(""));
  private Path home = Path.of("");

  @BeforeEach
  void choose(@TempDir Path directory) throws IOException {
    home = directory;
    ngrokd = new Ngrokd(home);
    Files.writeString(home.resolve("ngrokd.yml"), "domain: example.com\naccounts:\n");
  }

  private int run(String... arguments) {
    return ngrokd.run(arguments);
  }

  private <T> T database(Function<Tables, T> question) {
    try (Store store = Store.open(TeamsOptions.Database.EMBEDDED, home.resolve("accounts"))) {
      return store.now(question);
    }
  }

  private List<AuditRow> audit() {
    return database(tables -> tables.audit().page(Long.MAX_VALUE, 9));
  }

  private int accounts() {
    return database(tables -> tables.accounts().count());
  }

  private List<NameRow> names(AccountRow account) {
    return database(tables -> tables.names().of(account.id()));
  }

  private AccountRow account(String name) {
    return database(tables -> tables.accounts().withSubdomain(name)).orElseThrow();
  }

  @Test
  void newAccountGetsALinkThatIsGoodOnce() {
    assertThat(run("user", "add", "Alice B.", "--admin", "-email", "Alice@Example.org", "CONFIG"))
        .isZero();

    assertThat(ngrokd.out()).matches("https://example\\.com/-/link/[A-Za-z0-9_-]{27,}\n");
    assertThat(ngrokd.err())
        .contains("The account alice-b (admin) is there", "within 15 minutes", "user link alice-b")
        .doesNotContain("domain");
    AccountRow alice = account("alice-b");
    assertThat(alice.person()).isEqualTo(new AccountRow.Person("Alice B.", "alice@example.org"));
    assertThat(alice.role()).isEqualTo(Role.ADMIN);
    assertThat(audit())
        .extracting(AuditRow::who, AuditRow::action, AuditRow::target)
        .containsExactly(tuple("ngrokd user", "account.made", "alice-b"));
  }

  @Test
  void whoForgetsTheConfigIsTold() {
    assertThat(run("user", "add", "alice")).isZero();

    assertThat(ngrokd.err()).contains("only if its config file has", "domain is not known here");
  }

  @Test
  void rootMakesNoDatabaseThatTheServerCannotUse() throws IOException {
    assumeTrue(ProcessHandle.current().info().user().orElse("").equals("root"), "not root");
    Files.setOwner(
        home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThat(run("user", "add", "alice")).isEqualTo(1);
    assertThat(ngrokd.err()).contains(" belongs to nobody", "run this as nobody");
    assertThat(home.resolve("accounts")).doesNotExist();
  }

  @Test
  void nameThatIsTakenOrKeptIsRefused() {
    run("user", "add", "alice");

    assertThat(run("user", "add", "Alice")).isEqualTo(1);
    assertThat(ngrokd.err()).contains("alice is somebody's or kept");
    assertThat(run("user", "add", "admin")).isEqualTo(1);
    assertThat(run("user", "add", "!!")).isEqualTo(1);
    assertThat(ngrokd.out()).isEmpty();
  }

  @Test
  void reservedNamesAndLimitsAreTheConfigs() throws IOException {
    Files.writeString(
        home.resolve("ngrokd.yml"),
        "domain: example.com\naccounts:\n  reserved_names: [shop]\n  limits: {max_tunnels: 2}\n");

    assertThat(run("user", "add", "shop", "CONFIG")).isEqualTo(1);
    assertThat(run("user", "add", "admin", "CONFIG")).isZero();
    assertThat(run("user", "limits", "admin", "CONFIG")).isZero();
    assertThat(ngrokd.out()).isEqualTo("{\"max_tunnels\": \"2\"}\n");
  }

  @Test
  void listTellsAllButTokens() {
    run("user", "add", "alice", "--admin", "-email=a@example.org");
    run("user", "add", "Bob\u001b[31m");
    run("user", "disable", "bob-31m");
    run("user", "token", "alice");

    assertThat(run("user", "list")).isZero();
    assertThat(ngrokd.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("alice  admin  alice  a@example.org"),
            line ->
                assertThat(line)
                    .startsWith("bob-31m  member  disabled  Bob")
                    .doesNotContain("\u001b"));
  }

  @Test
  void emptyListSaysHowToMakeOne() {
    assertThat(run("user", "list")).isZero();
    assertThat(ngrokd.err()).contains("'ngrokd user add NAME' makes one");
  }

  @Test
  void listIsNotCutOffAtAPage() {
    database(
        tables -> {
          for (int i = 0; i < 501; i++) {
            tables.accounts().add(Ngrokd.account("user%04d".formatted(i)));
          }
          return 0;
        });

    assertThat(run("user", "list")).isZero();
    assertThat(ngrokd.out().lines()).hasSize(501);
  }

  @Test
  void accountIsDisabledEnabledAndRemoved() {
    run("user", "add", "alice", "-email=alice@example.org");

    assertThat(run("user", "disable", "alice@example.org")).isZero();
    assertThat(account("alice").isDisabled()).isTrue();
    assertThat(run("user", "enable", "ALICE")).isZero();
    assertThat(account("alice").isDisabled()).isFalse();
    assertThat(run("user", "remove", "alice")).isZero();
    assertThat(accounts()).isZero();
  }

  @Test
  void lastAdminStays() {
    run("user", "add", "alice", "--admin");

    assertThat(run("user", "role", "alice", "member")).isEqualTo(1);
    assertThat(run("user", "disable", "alice")).isEqualTo(1);
    assertThat(run("user", "remove", "alice")).isEqualTo(1);
    assertThat(ngrokd.err()).contains("alice is the only admin: make another one first");
    assertThat(account("alice").isAdmin()).isTrue();
    run("user", "add", "bob");
    assertThat(run("user", "role", "bob", "admin")).isZero();
    assertThat(run("user", "role", "alice", "member")).isZero();
  }

  @Test
  void linkIsMadeAnew() {
    run("user", "add", "alice", "CONFIG");
    String first = ngrokd.out();

    assertThat(run("user", "link", "alice", "CONFIG")).isZero();
    assertThat(ngrokd.out()).startsWith("https://example.com/-/link/").isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "domain: example.com, https://example.com/",
    "'domain: example.com\nhttpsAddr: :8443', https://example.com:8443/",
    "'domain: team.localhost\nhttpsAddr: \"\"\nhttpAddr: :8080', http://team.localhost:8080/",
    "'domain: example.com\nhttpsAddr: \"\"', https://example.com/",
    "'domain: example.com\naccounts: {url: \"https://team.example.org\"}', https://team.example.org/"
  })
  void linkLeadsToWhereTheServerHasItsPages(String file, String site) throws IOException {
    Files.writeString(home.resolve("ngrokd.yml"), file);

    assertThat(run("user", "add", "alice", "CONFIG")).isZero();
    assertThat(ngrokd.out()).startsWith(site + "-/link/");
  }

  @Test
  void tokenIsShownOnceAndKeptHashed() {
    run("user", "add", "alice");

    assertThat(run("user", "token", "alice", "-label=nas", "-ends", "30d")).isZero();
    String token = ngrokd.out().strip();
    TokenRow row = tokens("alice").get(0);
    assertThat(TokenHash.parse(row.hash()).matches(token)).isTrue();
    assertThat(row.label()).isEqualTo("nas");
    assertThat(row.ends()).isPresent();
    assertThat(ngrokd.err()).contains("shown this once", "-authtoken").doesNotContain(token);

    assertThat(run("user", "token", "alice", "-list")).isZero();
    assertThat(ngrokd.out()).startsWith(row.id() + "  nas  made ").doesNotContain(token);
    assertThat(run("user", "token", "alice", "-revoke", row.id())).isZero();
    assertThat(tokens("alice")).isEmpty();
    assertThat(run("user", "token", "alice", "-revoke", row.id())).isEqualTo(1);
  }

  private List<TokenRow> tokens(String name) {
    String id = account(name).id();
    return database(tables -> tables.tokens().of(id));
  }

  @Test
  void tokenForTheApiHasItsScopes() {
    run("user", "add", "alice");

    assertThat(run("user", "token", "alice", "-scopes", "read,tunnels")).isZero();
    assertThat(ngrokd.err()).contains("Authorization: Bearer");
    assertThat(tokens("alice").get(0).scopes()).containsExactly("read", "tunnels");
    assertThat(run("user", "token", "alice", "-scopes", "admin")).isEqualTo(1);
    assertThat(run("user", "token", "alice", "-scopes", "wright")).isEqualTo(1);
  }

  @Test
  void limitsAreSetAndShown() {
    run("user", "add", "alice");

    assertThat(run("user", "limits", "alice")).isZero();
    assertThat(ngrokd.err()).contains("all that the server allows");
    assertThat(run("user", "limits", "alice", "max_tunnels: 3")).isZero();
    assertThat(run("user", "limits", "alice")).isZero();
    assertThat(ngrokd.out()).isEqualTo("max_tunnels: 3\n");
    assertThat(run("user", "limits", "alice", "max_tunels: 3")).isEqualTo(1);
    assertThat(ngrokd.err()).contains("Did you mean 'max_tunnels'?");
    assertThat(run("user", "limits", "alice", "")).isZero();
    assertThat(account("alice").limits()).isEmpty();
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    run("user", "add", "alice");

    assertThat(
            List.of(
                "user",
                "user frobnicate",
                "user add",
                "user add alice -amdin",
                "user role alice boss",
                "user token alice -ends soon",
                "user token alice -list -revoke x",
                "user import",
                "user import a.yml -pgrok jdbc:postgresql://h/d"))
        .allSatisfy(command -> assertOneLine(command, 2));
  }

  @Test
  void whatIsNotThereIsOneLineAndExitCodeOne() {
    assertThat(
            List.of(
                "user disable nobody",
                "user remove nobody",
                "user link nobody",
                "user token nobody",
                "user limits nobody",
                "user import /no/such/users.yml",
                "user list -config /no/such/ngrokd.yml",
                "user import -pgrok jdbc:mysql://h/d"))
        .allSatisfy(command -> assertOneLine(command, 1));
  }

  private void assertOneLine(String command, int exitCode) {
    assertThat(run(command.split(" ", -1))).isEqualTo(exitCode);
    assertThat(ngrokd.err().lines()).hasSize(1);
    assertThat(ngrokd.out()).isEmpty();
  }

  @Test
  void usersOfTheFileAreMovedWithTokensNamesAndLimits() throws IOException {
    String old = "sha256:" + "0123456789abcdef".repeat(2) + ":" + "ab".repeat(32);
    TokenHash fresh = TokenHash.of("n123456789" + "x".repeat(30));
    Files.writeString(
        home.resolve("users.yml"),
        """
        users:
          alice:
            token: "%s"
            subdomains: [nas, photos, "alice-*"]
            hostnames: [www.example.org]
            tcp_ports: [2222, 20000-20001]
            max_tunnels: 4
          bob@example.org:
            token: "%s"
        """
            .formatted(old, fresh));

    assertThat(run("user", "import", home.resolve("users.yml").toString())).isZero();

    AccountRow alice = account("nas");
    assertThat(ngrokd.out()).isEqualTo("alice  nas\nbob@example.org  bob\n");
    assertThat(ngrokd.err())
        .contains(
            "alice: names with * and long ranges of ports",
            "Then take ",
            "2 of 2 accounts are moved");
    assertThat(alice.limits()).contains("\"max_tunnels\": \"4\"").doesNotContain("token");
    assertThat(names(alice))
        .extracting(NameRow::kind, NameRow::name)
        .containsExactlyInAnyOrder(
            tuple(NameKind.SUBDOMAIN, "nas"),
            tuple(NameKind.SUBDOMAIN, "photos"),
            tuple(NameKind.HOSTNAME, "www.example.org"),
            tuple(NameKind.PORT, "2222"),
            tuple(NameKind.PORT, "20000"),
            tuple(NameKind.PORT, "20001"));
    assertThat(tokens("nas")).extracting(TokenRow::hash).containsExactly(old);
    assertThat(tokens("bob"))
        .extracting(TokenRow::id, TokenRow::hash)
        .containsExactly(tuple("n123456789", fresh.toString()));
    assertThat(account("bob").person().email()).isEqualTo("bob@example.org");

    assertThat(run("user", "import", home.resolve("users.yml").toString())).isZero();
    assertThat(ngrokd.out()).isEmpty();
    assertThat(ngrokd.err()).contains("0 of 2 accounts are moved");
  }

  @Test
  void dryRunSaysAllAndChangesNothing() throws IOException {
    Files.writeString(
        home.resolve("users.yml"), "users:\n  alice:\n    token: \"" + TokenHash.of("x") + "\"\n");

    assertThat(run("user", "import", home.resolve("users.yml").toString(), "-dry-run")).isZero();
    assertThat(ngrokd.out()).isEqualTo("alice  alice\n");
    assertThat(ngrokd.err()).contains("1 of 1 accounts would be moved");
    assertThat(accounts()).isZero();
    assertThat(audit()).isEmpty();
  }

  @Test
  void everythingInTheWayOfAMoveIsToldAndNothingIsMoved() throws IOException {
    run("user", "add", "nas");
    Files.writeString(
        home.resolve("users.yml"),
        "users:\n  alice:\n%s    subdomains: [nas]\n  bob:\n%s  eve:\n%s    subdomains: [www]\n"
            .formatted(tokenLine("a"), tokenLine("b"), tokenLine("c")));

    assertThat(run("user", "import", home.resolve("users.yml").toString())).isEqualTo(1);
    assertThat(ngrokd.err().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("alice: the name nas is somebody else's here"),
            line -> assertThat(line).contains("eve: The name www is kept for the server"),
            line -> assertThat(line).contains("Nothing is changed"));
    assertThat(accounts()).isEqualTo(1);
  }

  private static String tokenLine(String token) {
    return "    token: \"" + TokenHash.of(token) + "\"\n";
  }
}
