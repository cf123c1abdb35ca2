package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenHashTest {
  @Test
  void hashKnowsItsTokenAndNoOther() {
    String token = Tokens.make();
    TokenHash hash = TokenHash.parse(TokenHash.of(token).toString());

    assertThat(hash.matches(token)).isTrue();
    assertThat(hash.matches(token + "x")).isFalse();
    assertThat(hash.matches("")).isFalse();
  }

  @Test
  void everyHashHasItsOwnSalt() {
    assertThat(TokenHash.of("same")).doesNotHaveToString(TokenHash.of("same").toString());
  }

  /** SHA-256 of the salt's bytes and the token's. */
  @Test
  void formIsThatOfTheFile() {
    TokenHash hash =
        TokenHash.parse(
            "sha256:00000000000000000000000000000000:"
                + "2aaaf71dc6e5b9b5b6ae4d2b0a59cdb4c4e3a9da1e50d9bcf5c24fd95f12a3f6");

    assertThat(hash.matches("anything")).isFalse();
    assertThatThrownBy(() -> TokenHash.parse("secret"))
        .hasMessageContaining("ngrokd token new")
        .hasMessageNotContaining("secret");
  }

  /** The old format of a config file is a token alone. */
  @Test
  void tokensFitIntoTheOldestConfig() {
    assertThat(Tokens.make()).matches("[0-9a-zA-Z_\\-!]{32}").isNotEqualTo(Tokens.make());
  }
}
