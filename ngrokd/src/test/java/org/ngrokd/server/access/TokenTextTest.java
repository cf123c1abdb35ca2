package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class TokenTextTest {
  /** The old format of a config file is a token alone; YAML 1.1 takes much for a number. */
  @Test
  void tokensStandUnquotedInEveryConfig() {
    for (int i = 0; i < 1_000; i++) {
      String token = TokenText.make();

      assertThat(token).matches("[0-9a-zA-Z]{40}").startsWith("n");
      assertThat(new Yaml().<Object>load(token)).isEqualTo(token);
    }
  }

  @Test
  void everyTokenIsAnotherAndIsFoundByItsBeginning() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String token = TokenText.make();

      assertThat(TokenText.id(token)).contains(token.substring(0, 10));
      assertThat(TokenText.key(token)).isEqualTo(token.substring(0, 10));
      assertThat(ids.add(TokenText.key(token))).isTrue();
    }
  }

  /** Ours before had 32 letters and digits, pgrok's are the digits of a SHA-1. */
  @Test
  void tokensOfOtherFormsAreFoundByTheirDigest() {
    String pgroks = "a9993e364706816aba3e25717850c26c9cd0d89d";

    assertThat(TokenText.id(pgroks)).isEmpty();
    assertThat(TokenText.id("n1234567890123456789012345678901")).isEmpty();
    assertThat(TokenText.key("abc")).isEqualTo("ba7816bf8f01cfea4141");
  }
}
