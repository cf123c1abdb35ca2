package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written on one line says the same as before. */
class ShortFormTest {
  private static ConfigSection section(String text, List<String> errors) {
    return ConfigSection.of("f", YamlReader.read("f", text), errors);
  }

  private static String onOneLine(String text) {
    return section(text, new ArrayList<>()).section("key").onOneLine();
  }

  @Test
  void groupsListsAndTextsAreOnOneLine() {
    assertThat(onOneLine("key:\n  a: 1\n  b:\n  - x\n  - {c: yes}\n  d:"))
        .isEqualTo("{\"a\": \"1\", \"b\": [\"x\", {\"c\": \"yes\"}], \"d\": \"\"}");
    assertThat(onOneLine("other: x")).isEmpty();
  }

  @Test
  void oneKeyCanBeLeftOut() {
    ConfigSection section = section("a: 1\nb: 2", new ArrayList<>());

    assertThat(section.without("a").onOneLine()).isEqualTo("{\"b\": \"2\"}");
    assertThat(section.onOneLine()).isEqualTo("{\"a\": \"1\", \"b\": \"2\"}");
  }

  @Test
  void everyTextIsReadAgainAsItWas() {
    String text = "a\"b\\c\td\ne: ü\uD83D\uDE00 #'&*";
    YamlNode node = new YamlNode.Mapping(1, java.util.Map.of("key", new YamlNode.Scalar(1, text)));

    assertThat(section(ShortForm.of(node), new ArrayList<>()).text("key")).isEqualTo(text);
  }

  @Test
  void textThatIsEmptyIsWrittenAndOneThatIsMissingIsNot() {
    List<String> errors = new ArrayList<>();
    ConfigSection section = section("key: \"\"\nlist: [a]", errors);

    assertThat(section.written("key")).contains("");
    assertThat(section.written("other")).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(section.written("list")).isEmpty();
    assertThat(errors).containsExactly("f:2: list is a list; expected one value");
  }
}
