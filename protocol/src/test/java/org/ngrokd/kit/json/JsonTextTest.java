package org.ngrokd.kit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static String pretty(String text) throws JsonText.SyntaxException, TooLongException {
    return JsonText.pretty(text, 10_000_000);
  }

  private static ThrowableAssertAlternative<JsonText.SyntaxException> refused(String text) {
    return assertThatExceptionOfType(JsonText.SyntaxException.class).isThrownBy(() -> pretty(text));
  }

  @Test
  void eachValueHasItsLine() throws Exception {
    assertThat(pretty("{\"a\":[1,true,null],\"b\":{\"c\":\"d\"}}"))
        .isEqualTo(
            """
            {
              "a": [
                1,
                true,
                null
              ],
              "b": {
                "c": "d"
              }
            }\
            """);
  }

  @Test
  void numbersStayAsTheyWereWritten() throws Exception {
    String numbers =
        """
        [
          1.0,
          1.50,
          -0,
          1e5,
          1E+400,
          12345678901234567890123456789012345678901234567890,
          0.1000000000000000055511151231257827
        ]\
        """;

    assertThat(pretty(numbers)).isEqualTo(numbers);
  }

  @Test
  void repeatedKeysStay() throws Exception {
    assertThat(pretty("{\"a\":1,\"a\":2}")).isEqualTo("{\n  \"a\": 1,\n  \"a\": 2\n}");
  }

  @Test
  void lettersOfTheWholeWorldAreReadable() throws Exception {
    assertThat(pretty("\"名😀\"")).isEqualTo("\"名😀\"");
    assertThat(pretty("\"\\u540d\\ud83d\\ude00\"")).isEqualTo("\"名😀\"");
  }

  @Test
  void controlCharactersStayEscaped() throws Exception {
    assertThat(pretty("\"\\n\\u0000\\\"\\\\\"")).isEqualTo("\"\\n\\u0000\\\"\\\\\"");
  }

  @Test
  void severalValuesStandOneAfterTheOther() throws Exception {
    assertThat(pretty("{\"a\":1}\n{\"a\":2}\n")).isEqualTo("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}");
  }

  @Test
  void singleValueIsJson() throws Exception {
    assertThat(pretty(" null ")).isEqualTo("null");
    assertThat(pretty("\"a\"")).isEqualTo("\"a\"");
  }

  @Test
  void nestingThatNobodyWritesIsRefused() {
    refused("[".repeat(100_000)).satisfies(e -> assertThat(e.line()).isEqualTo(1));
  }

  @Test
  void deepNestingIsLaidOut() throws Exception {
    assertThat(pretty("[".repeat(500) + 1 + "]".repeat(500)).lines()).hasSize(1001);
  }

  @Test
  void placeOfAnErrorIsTold() {
    refused("{\n  \"a\": 1,\n  \"b\": x\n}")
        .satisfies(e -> assertThat(e.line()).isEqualTo(3))
        .satisfies(e -> assertThat(e.column()).isBetween(8, 9))
        .withMessageContaining("'x'");
  }

  @Test
  void cutTextIsRefusedAtItsEnd() {
    refused("{\n\"a\": [1,").satisfies(e -> assertThat(e.line()).isEqualTo(2));
  }

  @Test
  void whatOtherLanguagesAllowIsRefused() {
    refused("{'a': 1}");
    refused("[1,]");
    refused("[NaN]");
    refused("[01]");
    refused("// a\n1");
  }

  @Test
  void whatWouldBecomeTooLongIsNotLaidOut() throws Exception {
    String deep = "[".repeat(900) + "1,".repeat(1000) + "1" + "]".repeat(900);

    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> JsonText.pretty(deep, 100_000));
    assertThat(JsonText.pretty("[1]", 7)).isEqualTo("[\n  1\n]");
    assertThatExceptionOfType(TooLongException.class).isThrownBy(() -> JsonText.pretty("[1]", 6));
  }
}
