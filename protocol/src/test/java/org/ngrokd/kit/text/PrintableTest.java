package org.ngrokd.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "a b~", "grüße 你好 🦊", "a\\b", "é"})
  void harmlessTextStaysAsItIs(String text) {
    assertThat(Printable.line(text)).isSameAs(text);
    assertThat(Printable.dotted(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1b,\\x1b", // ESC
    "07,\\x07",
    "0a,\\x0a",
    "09,\\x09",
    "7f,\\x7f",
    "85,\\x85", // NEL
    "9b,\\x9b", // CSI in one character
    "9d,\\x9d", // OSC in one character
    "ad,\\xad", // soft hyphen
    "200b,\\u200b", // zero width
    "200e,\\u200e",
    "2028,\\u2028",
    "2029,\\u2029",
    "202e,\\u202e", // from right to left
    "2066,\\u2066",
    "2069,\\u2069",
    "feff,\\ufeff",
    "d800,\\ud800", // half a character
    "dfff,\\udfff",
    "e0041,\\U000e0041" // a tag
  })
  void whatSteersOrHidesIsEscaped(String codePoint, String escape) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";

    assertThat(Printable.line(text)).isEqualTo("a" + escape + "b");
    assertThat(Printable.dotted(text)).isEqualTo("a·b");
  }

  @Test
  void fieldIsCutBetweenCharacters() {
    assertThat(Printable.field("x".repeat(64))).isEqualTo("x".repeat(64));
    assertThat(Printable.field("x".repeat(65))).isEqualTo("x".repeat(64) + "…");
    assertThat(Printable.field("x".repeat(63) + "🦊")).isEqualTo("x".repeat(63) + "…");
  }
}
