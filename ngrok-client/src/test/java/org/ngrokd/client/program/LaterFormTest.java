package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaterFormTest {
  private static List<String> asFlags(Word word, List<String> before, List<String> words) {
    List<String> typed = new ArrayList<>(before);
    typed.addAll(words);
    return LaterForm.asFlags(typed, words, word);
  }

  @Test
  void wordStandsForItsProtocols() {
    assertThat(asFlags(Word.HTTP, List.of(), List.of("http", "8080")))
        .containsExactly("-proto=http+https", "8080");
    assertThat(asFlags(Word.TCP, List.of(), List.of("tcp", "22")))
        .containsExactly("-proto=tcp", "22");
    assertThat(asFlags(Word.TLS, List.of(), List.of("tls", "443")))
        .containsExactly("-proto=tls", "443");
  }

  @Test
  void optionsOnEitherSideStay() {
    assertThat(
            asFlags(
                Word.HTTP,
                List.of("-log", "http", "-config=x"),
                List.of("http", "8080", "-subdomain", "http")))
        .containsExactly(
            "-log", "http", "-config=x", "-proto=http+https", "8080", "-subdomain", "http");
  }
}
