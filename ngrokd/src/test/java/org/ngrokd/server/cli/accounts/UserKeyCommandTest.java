package org.ngrokd.server.cli.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.access.PublicKeyText;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** {@code ngrokd user key}, on the embedded database. */
class UserKeyCommandTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final String FINGERPRINT = PublicKeyText.parse(KEY).fingerprint();

  private Ngrokd ngrokd = new Ngrokd(Path.of(""));
  private Path home = Path.of("");

  @BeforeEach
  void addAlice(@TempDir Path directory) {
    home = directory;
    ngrokd = new Ngrokd(home);
    assertThat(ngrokd.run("user", "add", "alice")).isZero();
  }

  private String file(String text) throws IOException {
    return Files.writeString(home.resolve("keys"), text).toString();
  }

  private <T> T database(Function<Tables, T> question) {
    try (Store store = Store.open(TeamsOptions.Database.EMBEDDED, home.resolve("accounts"))) {
      return store.now(question);
    }
  }

  private List<SshKeyRow> keys() {
    return database(
        tables -> {
          AccountRow alice = tables.accounts().withSubdomain("alice").orElseThrow();
          return tables.keys().of(alice.id());
        });
  }

  @Test
  void keysAreAddedListedAndRemoved() throws IOException {
    assertThat(ngrokd.run("user", "key", "add", "alice", file(KEY + " at work\n"))).isZero();
    assertThat(ngrokd.out()).startsWith(FINGERPRINT + "  ssh-ed25519 256  at work  added 20");
    assertThat(ngrokd.err()).contains("The key leads to the account alice now");
    assertThat(keys()).extracting(SshKeyRow::fingerprint).containsExactly(FINGERPRINT);

    assertThat(ngrokd.run("user", "key", "list", "alice")).isZero();
    assertThat(ngrokd.out()).startsWith(FINGERPRINT).endsWith("used never\n");

    assertThat(ngrokd.run("user", "key", "remove", "alice", FINGERPRINT)).isZero();
    assertThat(keys()).isEmpty();
    assertThat(ngrokd.run("user", "key", "remove", "alice", FINGERPRINT)).isEqualTo(1);
    assertThat(ngrokd.err()).contains("There is no such key");
    assertThat(ngrokd.run("user", "key", "list", "alice")).isZero();
    assertThat(ngrokd.err()).contains("'ngrokd user key add alice FILE' adds some");
  }

  @Test
  void everyFaultIsToldAndNothingIsAdded() throws IOException {
    assertThat(ngrokd.run("user", "key", "add", "alice", file(KEY + "\nhello\nssh-dss x\n")))
        .isEqualTo(1);

    assertThat(ngrokd.err()).contains("Line 2: ", "Line 3: ");
    assertThat(keys()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThat(ngrokd.run("user", "key", "add", "alice", home.resolve("none").toString()))
        .isEqualTo(1);
    assertThat(ngrokd.err()).contains("there is no such file");
    assertThat(ngrokd.run("user", "key", "add", "bob", home.resolve("none").toString()))
        .isEqualTo(1);
    assertThat(ngrokd.run("user", "key")).isEqualTo(2);
    assertThat(ngrokd.err()).contains("needs to be told what");
  }

  @Test
  void standardInputIsReadNoFurtherThanWorthwhile() {
    byte[] endless = new byte[1 << 20];

    String read = KeyFile.read("-", new ByteArrayInputStream(endless));
    String all =
        KeyFile.read("-", new ByteArrayInputStream(KEY.getBytes(StandardCharsets.US_ASCII)));

    assertThat(read).hasSize(PublicKeyText.LONGEST + 1);
    assertThat(all).isEqualTo(KEY);
  }

  @Test
  void usersOfTheFileKeepTheirKeysWhenTheyAreMoved() throws IOException {
    Path users = home.resolve("users.yml");
    Files.writeString(
        users,
        "users:\n  nas:\n    token: \"%s\"\n    max_tunnels: 2\n    ssh_keys: [\"%s at home\"]\n"
            .formatted(TokenHash.of("x"), KEY));

    assertThat(ngrokd.run("user", "import", users.toString())).isZero();

    assertThat(ngrokd.run("user", "key", "list", "nas")).isZero();
    assertThat(ngrokd.out()).startsWith(FINGERPRINT + "  ssh-ed25519 256  at home");
    assertThat(ngrokd.run("user", "limits", "nas")).isZero();
    assertThat(ngrokd.out()).isEqualTo("{\"max_tunnels\": \"2\"}\n");
  }
}
