package org.ngrokd.kit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  /** What a person may find in a captured body. */
  private static final String ODD =
      "\u0000\b\u001f\u007f \"\\ </script><!-- \u2028\u2029 \ufeff\uffff 名😀";

  private static String written(Object value) {
    return new String(Json.camel(value), StandardCharsets.UTF_8);
  }

  @Test
  void oddLettersComeBackAsTheyWere() {
    assertThat(Json.read(Json.camel(List.of(ODD))).elements().get(0).text()).contains(ODD);
    assertThat(Json.read(Json.snake(Map.of(ODD, 1))).get(ODD).number()).contains(1L);
  }

  @Test
  void controlsAndQuotesAreEscaped() {
    assertThat(written("\u0000\n\"\\")).isEqualTo("\"\\u0000\\n\\\"\\\\\"");
  }

  @Test
  void halvesOfLettersAreEscaped() {
    assertThat(written("a\ud83d b\ude00")).isEqualTo("\"a\\uD83D b\\uDE00\"");
    assertThat(written(Map.of("\ude00\ud83d", 1))).isEqualTo("{\"\\uDE00\\uD83D\":1}");
  }

  @Test
  void halvesOfLettersComeBackAsTheyWere() {
    String halves = "a\ud83d b\ude00";

    assertThat(Json.read(Json.snake(List.of(halves))).elements().get(0).text()).contains(halves);
  }

  @Test
  void moreValuesThanThereIsMemoryForAreRefused() {
    byte[] many = new byte[(int) (Runtime.getRuntime().maxMemory() / 8 / 60) + 1000];
    Arrays.fill(many, (byte) '[');
    for (int i = 1; i < many.length; i += 2) {
      many[i] = ']';
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read(many))
        .withMessageContaining("values, too many for this memory");
  }
}
