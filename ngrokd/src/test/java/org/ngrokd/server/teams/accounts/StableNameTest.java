package org.ngrokd.server.teams.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StableNameTest {
  @ParameterizedTest
  @CsvSource({
    "username, username",
    "john@gmail.com, john",
    "Alice@EXAMPLE.com, alice",
    "john+test@gmail.com, john-test",
    "this@is@no-address, this-is-no-address",
    "bob@@bob, bob-bob",
    "user_@name, user_",
    "2039f0923f0, 2039f0923f0",
    "1, 1",
    "__john, __john",
    "bob.!bob, bob-bob",
    "user..name, user-name",
    "user.-name, user-name",
    "--username, username",
    ".username, username",
    "username., username",
    "Zoë Müller, zo-m-ller",
    "a😀b, a-b",
  })
  void nameIsMadeByPgroksRule(String identifier, String name) {
    assertThat(StableName.of(identifier)).contains(name);
  }

  /** pgrok keeps these, but a host name's label has no dot and ends with no hyphen. */
  @ParameterizedTest
  @CsvSource({
    "john.appleseed@gmail.com, john-appleseed",
    "user.na$e, user-na-e",
    "bob!, bob",
    "john(test)@gmail.com, john-test",
    "--username-, username",
  })
  void whatWouldBeNoLabelIsMadeOne(String identifier, String name) {
    assertThat(StableName.of(identifier)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-", "@", "@example.com", "...", "张伟", "!?!"})
  void ofSomeNothingIsLeft(String identifier) {
    assertThat(StableName.of(identifier)).isEmpty();
  }

  @Test
  void labelHasAtMostSixtyThreeCharacters() {
    assertThat(StableName.of("a".repeat(62) + ".b")).contains("a".repeat(62));
    assertThat(StableName.of("a".repeat(300))).contains("a".repeat(63));
    assertThat(StableName.free("a".repeat(63), "a".repeat(63)::equals))
        .isEqualTo("a".repeat(61) + "-2");
  }

  @Test
  void nobodyIsNamedLikeSomebodysSecondTunnel() {
    assertThat(StableName.of("0".repeat(32) + "-alice@example.com")).contains("alice");
  }

  @Test
  void whoComesSecondGetsANumber() {
    assertThat(StableName.free("alice", Set.<String>of()::contains)).isEqualTo("alice");
    assertThat(StableName.free("alice", Set.of("alice", "alice-2")::contains)).isEqualTo("alice-3");
  }
}
