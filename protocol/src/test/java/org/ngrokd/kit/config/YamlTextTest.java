package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;

/** What is written is read as what it was. */
class YamlTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yes",
        "NULL",
        "~",
        "12",
        "1.5",
        "a b",
        "a: b",
        "#x",
        "x #y",
        "user:p@ss",
        "*",
        "!x",
        "- a",
        "[::1]:80",
        "127.0.0.1:22",
        "https://127.0.0.1:443",
        "unix:/run/x.sock",
        "a:",
        "{x}",
        "é",
        "\t",
        "\"",
        "\\",
        "a-b_c.d",
        "007",
        "0x1F"
      })
  void isReadAsItWas(String text) {
    YamlNode read =
        YamlReader.read(
            "f", "key: " + YamlText.of(text) + "\nin: {a: " + YamlText.of(text) + "}\n");

    assertThat(((Mapping) read).values().get("key")).isEqualTo(new Scalar(1, text));
    assertThat(
            ((Mapping) Objects.requireNonNull(((Mapping) read).values().get("in")))
                .values()
                .get("a"))
        .isEqualTo(new Scalar(2, text));
  }

  @Test
  void hasQuotesOnlyWhereItNeedsThem() {
    assertThat(YamlText.of("nas.example.com")).isEqualTo("nas.example.com");
    assertThat(YamlText.of("https://10.0.0.2:5001")).isEqualTo("https://10.0.0.2:5001");
    assertThat(YamlText.of("off")).isEqualTo("\"off\"");
    assertThat(YamlText.of("12345678")).isEqualTo("\"12345678\"");
  }
}
