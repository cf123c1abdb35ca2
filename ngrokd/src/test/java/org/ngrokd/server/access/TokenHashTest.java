package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenHashTest {
  @Test
  void hashKnowsItsTokenAndNoOther() {
    String token = TokenText.make();
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

  @Test
  void hashOfATokenWithAnIdKnowsIt() {
    String token = TokenText.make();

    assertThat(TokenHash.of(token).id()).isEqualTo(TokenText.id(token)).isPresent();
    assertThat(TokenHash.parse(TokenHash.of(token).toString()).id()).isEqualTo(TokenText.id(token));
    assertThat(TokenHash.of("old").id()).isEmpty();
  }

  @Test
  void withoutSaltItIsTheSameEachTime() {
    TokenHash hash = TokenHash.parse(TokenHash.plain("abc").toString());

    assertThat(TokenHash.plain("abc"))
        .hasToString("sha256::ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hash.matches("abc")).isTrue();
    assertThat(hash.isSalted()).isFalse();
  }
}
