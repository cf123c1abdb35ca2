package org.ngrokd.server.cli.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.testing.PostgresCluster;

/** {@code ngrokd user import -pgrok}, from tables as pgrok makes them. */
class PgrokImportTest {
  private static final String ALICES = "0a4d55a8d778e5022fab701977c5d840bbc486d0";
  private static final String BOBS = "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c";

  private final Optional<PostgresCluster> cluster = PostgresCluster.shared();
  private Path home = Path.of("");
  private Ngrokd ngrokd = new Ngrokd(home);
  private String database = "";
  private String url = "";

  @BeforeEach
  void make(@TempDir Path directory) throws SQLException {
    assumeTrue(cluster.isPresent(), "PostgreSQL is not installed");
    home = directory;
    database = cluster.get().newDatabase("template1");
    url = cluster.get().url(database);
    ngrokd =
        new Ngrokd(home)
            .with("PGUSER", PostgresCluster.USER)
            .with("PGPASSWORD", PostgresCluster.PASSWORD);
    pgrok(
        """
        CREATE TABLE principles (id bigserial PRIMARY KEY, identifier text NOT NULL UNIQUE,
          display_name text NOT NULL, token text NOT NULL UNIQUE, subdomain text NOT NULL UNIQUE,
          last_tcp_port bigint, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL)
        """,
        """
        INSERT INTO principles (identifier, display_name, token, subdomain, last_tcp_port,
          created_at, updated_at) VALUES
          ('Alice@Example.org', 'Alice', '%s', 'alice', 10022, '2024-05-06 07:08:09Z', now()),
          ('b.b@example.org', 'b.b@example.org', '%s', 'b.b', NULL, now(), now())
        """
            .formatted(ALICES, BOBS));
  }

  private void pgrok(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url, PostgresCluster.USER, PostgresCluster.PASSWORD);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  @AfterEach
  void drop() {
    cluster.ifPresent(running -> running.drop(database));
  }

  private int run(String... more) {
    String[] command = {"user", "import", "-pgrok", url};
    return ngrokd.run(Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private Optional<AccountRow> account(String subdomain) {
    try (Store store = Store.open(TeamsOptions.Database.EMBEDDED, home.resolve("accounts"))) {
      return store.now(tables -> tables.accounts().withSubdomain(subdomain));
    }
  }

  @Test
  void tokensSubdomainsAndPortsAreKept() {
    assertThat(run()).isZero();

    assertThat(ngrokd.out()).isEqualTo("Alice@Example.org  alice\nb.b@example.org  b.b\n");
    AccountRow alice = account("alice").orElseThrow();
    assertThat(alice.identity()).contains(new Identity(People.PGROK, "Alice@Example.org"));
    assertThat(alice.person()).isEqualTo(new AccountRow.Person("Alice", "alice@example.org"));
    assertThat(alice.lastPort()).isEqualTo(10022);
    assertThat(account("b.b").orElseThrow().lastPort()).isZero();
    try (Store store = Store.open(TeamsOptions.Database.EMBEDDED, home.resolve("accounts"))) {
      List<Object> kept =
          store.now(
              tables ->
                  List.of(
                      tables.tokens().withId(TokenText.key(ALICES)).orElseThrow(),
                      tables.names().find(NameKind.SUBDOMAIN, "b.b").isPresent()));
      assertThat(kept.get(0))
          .extracting("accountId", "label", "hash")
          .isEqualTo(List.of(alice.id(), "pgrok", TokenHash.plain(ALICES).toString()));
      assertThat(kept.get(1)).isEqualTo(true);
    }
  }

  @Test
  void whoWasMovedBeforeStaysAndNewOnesCome() throws SQLException {
    assertThat(run()).isZero();
    pgrok("INSERT INTO principles VALUES (3, 'carol', 'Carol', 't0ken', 'carol', 0, now(), now())");

    assertThat(run()).isZero();
    assertThat(ngrokd.out()).isEqualTo("carol  carol\n");
    assertThat(ngrokd.err()).contains("1 of 3 accounts are moved");
    assertThat(account("carol").orElseThrow().person().email()).isEmpty();
  }

  @Test
  void dryRunChangesNothing() {
    assertThat(run("-dry-run")).isZero();
    assertThat(ngrokd.out()).contains("alice", "b.b");
    assertThat(account("alice")).isEmpty();
  }

  @Test
  void olderPgrokKnewNoPorts() throws SQLException {
    pgrok("ALTER TABLE principles DROP COLUMN last_tcp_port");

    assertThat(run()).isZero();
    assertThat(account("alice").orElseThrow().lastPort()).isZero();
  }

  @Test
  void namesThatAreSomebodyElsesAreAllTold() {
    ngrokd.run("user", "add", "alice");

    assertThat(run()).isEqualTo(1);
    assertThat(ngrokd.err()).contains("Alice@Example.org: the name alice is somebody else's here");
    assertThat(account("b.b")).isEmpty();
  }

  @Test
  void anotherDatabaseAndAWrongPasswordAreOneLine() throws SQLException {
    pgrok("DROP TABLE principles");
    assertThat(run()).isEqualTo(1);
    assertThat(ngrokd.err()).contains("This is not pgrok's database");

    ngrokd.with("PGPASSWORD", "wrong-pass");
    assertThat(run()).isEqualTo(1);
    assertThat(ngrokd.err())
        .contains("Cannot read pgrok's database: ")
        .doesNotContain("wrong-pass");
    assertThat(ngrokd.err().lines()).hasSize(1);
  }
}
