package org.ngrokd.server.ssh.words;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintTest {
  @Test
  void pgroksClientSaysHttpOrTcp() {
    assertThat(hint("{\"protocol\":\"http\"}")).contains(Kind.HTTP);
    assertThat(hint("{\"protocol\":\"tcp\"}")).contains(Kind.TCP);
    assertThat(hint("{\"protocol\":\"tcp\",\"later\":[1]}")).contains(Kind.TCP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "\"http\"",
        "{}",
        "{\"protocol\":1}",
        "{\"protocol\":\"udp\"}",
        "{\"protocol\":\"TCP\"}",
        "{\"protocol\":\"tls\"}",
        "{\"protocol\":[\"tcp\"]}",
        "\u0000",
        "{\"protocol\":\"tcp\"} x"
      })
  void anythingElseIsNone(String json) {
    assertThat(hint(json)).isEmpty();
  }

  @Test
  void aLongOneIsNotRead() {
    assertThat(hint("{\"protocol\":\"tcp\"}" + " ".repeat(1024))).isEmpty();
    assertThat(hint("[".repeat(1024))).isEmpty();
  }

  @Test
  void theReplyIsAsPgrokdSendsIt() {
    assertThat(new String(Hint.serverInfo("http://alice.example.com"), UTF_8))
        .isEqualTo("{\"host_url\":\"http://alice.example.com\"}");
  }

  private static Optional<Kind> hint(String json) {
    return Hint.of(json.getBytes(UTF_8));
  }
}
