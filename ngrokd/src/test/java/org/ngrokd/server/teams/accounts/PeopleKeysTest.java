package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.PublicKeyText;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SshKeyRow;

class PeopleKeysTest {
  private final Fixture fixture = new Fixture();
  private final AccountRow alice = fixture.add("alice");

  @AfterEach
  void close() {
    fixture.close();
  }

  /** One of many keys that are nobody's. */
  static String key(int number) {
    byte[] type = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer blob = ByteBuffer.allocate(4 + type.length + 4 + 32);
    blob.putInt(type.length).put(type).putInt(32).putInt(number);
    return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob.array());
  }

  static String fingerprint(int number) {
    return PublicKeyText.parse(key(number)).fingerprint();
  }

  private List<SshKeyRow> add(AccountRow account, String text, String label) {
    return fixture.now(
        tables -> fixture.people.keys().add(tables, account, text, label, Fixture.ADMIN));
  }

  private List<SshKeyRow> keys(AccountRow account) {
    return fixture.now(tables -> tables.keys().of(account.id()));
  }

  private static void refused(String code, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void keysAreKeptWithWhatStandsBehindThemOrWhatTheirOwnerCallsThem() {
    add(alice, key(1) + " alice@laptop\n" + key(2), "");
    add(alice, key(3) + " alice@laptop", " my phone ");

    assertThat(keys(alice))
        .extracting(SshKeyRow::label)
        .containsExactlyInAnyOrder("alice@laptop", "", "my phone");
    assertThat(fixture.audit())
        .contains("admin key.added alice ssh-ed25519 " + fingerprint(3))
        .filteredOn(line -> line.contains("key.added"))
        .hasSize(3);
  }

  @Test
  void aKeyThatIsThereAlreadyStaysAsItIs() {
    add(alice, key(1), "laptop");

    assertThat(add(alice, key(1) + "\n" + key(2), "other"))
        .extracting(SshKeyRow::label)
        .containsExactly("laptop", "other");
    assertThat(fixture.audit()).filteredOn(line -> line.contains("key.added")).hasSize(2);
  }

  @Test
  void aKeyLeadsToOneAccount() {
    AccountRow bob = fixture.add("bob");
    add(alice, key(1), "");

    refused("key.taken", "is another account's", () -> add(bob, key(2) + "\n" + key(1), ""));
    assertThat(keys(bob)).isEmpty();
  }

  @Test
  void ofATextWithAFaultNothingIsKept() {
    refused("key.bad", "Line 2: this is no public key", () -> add(alice, key(1) + "\nhello", ""));
    refused("key.bad", "There is no key in it", () -> add(alice, "# none\n", ""));
    refused(
        "key.private",
        "a private key",
        () -> add(alice, "-----BEGIN OPENSSH PRIVATE KEY-----", ""));

    assertThat(keys(alice)).isEmpty();
  }

  @Test
  void thereAreFiftyAtMost() {
    add(
        alice,
        IntStream.range(0, 50).mapToObj(PeopleKeysTest::key).collect(Collectors.joining("\n")),
        "");

    refused("key.limit", "more than 50 keys", () -> add(alice, key(50), ""));
    assertThat(keys(alice)).hasSize(50);
  }

  @Test
  void longLabelsAreCut() {
    assertThat(add(alice, key(1), "\ud83d\udd11".repeat(100)))
        .extracting(SshKeyRow::label)
        .containsExactly("\ud83d\udd11".repeat(64));
  }

  @Test
  void onlyOnesOwnKeysAreRemoved() {
    AccountRow bob = fixture.add("bob");
    add(alice, key(1), "");

    refused("key.unknown", "There is no such key", () -> remove(bob, fingerprint(1)));
    remove(alice, fingerprint(1));

    assertThat(keys(alice)).isEmpty();
    assertThat(fixture.audit()).contains("admin key.removed alice " + fingerprint(1));
  }

  private void remove(AccountRow account, String fingerprint) {
    fixture.change(
        tables -> fixture.people.keys().remove(tables, account, fingerprint, Fixture.ADMIN));
  }
}
