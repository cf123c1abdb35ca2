package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  /** The values in flow style, without quotes. */
  private static String read(String text) {
    return shown(YamlReader.read("f", text));
  }

  private static String shown(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar.text();
    }
    if (node instanceof YamlNode.Sequence list) {
      return list.values().stream()
          .map(YamlReaderTest::shown)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    Map<String, YamlNode> values = ((YamlNode.Mapping) node).values();
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + shown(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static Stream<Arguments> tabs() {
    return Stream.of(
        Arguments.of("a:\tb\n", "{a=b}"),
        Arguments.of("a: \t b\n", "{a=b}"),
        Arguments.of("a: b\t# comment\n", "{a=b}"),
        Arguments.of("a: \"b\"\t# comment\n", "{a=b}"),
        Arguments.of("a:\t# comment\n  b: c\n", "{a={b=c}}"),
        Arguments.of("a:\t\"b\tc\"\n", "{a=b\tc}"),
        Arguments.of("a:\t{b:\tc,\td:\te\t}\n", "{a={b=c, d=e}}"),
        Arguments.of("a: {\n\tb: c,\n\t# it's \"open\n\td: e\n}\n", "{a={b=c, d=e}}"),
        Arguments.of("a: ü\nb:\t\uD83D\uDE00\nc:\td\n", "{a=ü, b=\uD83D\uDE00, c=d}"));
  }

  @ParameterizedTest
  @MethodSource("tabs")
  void tabsMayStandBetweenTokens(String text, String expected) {
    assertThat(read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:\n\tb: c\n", "\ta: b\n", "a:\n  -\tb: c\n", "a: b\n\t\n"})
  void tabsAreNoIndentation(String text) {
    assertThatThrownBy(() -> YamlReader.read("f", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("indented with spaces");
  }

  @Test
  void manyTabsCostLittle() {
    assertThat(read("a:" + "\t".repeat(200_000) + "b\n")).isEqualTo("{a=b}");
    assertThatThrownBy(() -> YamlReader.read("f", "[\ta,".repeat(40) + "\t,".repeat(100_000)))
        .isInstanceOf(ConfigException.class);
  }

  static Stream<Arguments> merges() {
    return Stream.of(
        Arguments.of("d: &d {x: 1}\nw: {<<: *d, y: 2}\n", "{d={x=1}, w={x=1, y=2}}"),
        Arguments.of("d: &d {x: 1}\nw: {<<: *d, x: 2}\n", "{d={x=1}, w={x=2}}"),
        Arguments.of("d: &d {x: 1}\nw: {x: 2, <<: *d}\n", "{d={x=1}, w={x=1}}"),
        Arguments.of(
            "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nw:\n  <<: [*a, *b]\n",
            "{a={x=1}, b={x=2, y=2}, w={x=1, y=2}}"),
        Arguments.of("a: &a {x: 1}\nb: &b {<<: *a}\nw: {<<: *b}\n", "{a={x=1}, b={x=1}, w={x=1}}"),
        Arguments.of("a: &x text\nb: *x\n", "{a=text, b=text}"),
        Arguments.of("a: {'<<': b}\n", "{a={<<=b}}"));
  }

  @ParameterizedTest
  @MethodSource("merges")
  void groupsAreTakenOver(String text, String expected) {
    assertThat(read(text)).isEqualTo(expected);
  }

  @Test
  void onlyAGroupCanBeTakenOver() {
    assertThatThrownBy(() -> read("a: b\nc:\n  <<: d\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("f:3: '<<' takes a group of keys, or a list of groups");
  }

  @Test
  void whatHoldsItselfIsRefused() {
    assertThatThrownBy(() -> read("a: &a\n  b: *a\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds itself");
  }

  @Test
  void valuesThatAreSharedAgainAndAgainDoNotFillTheMemory() {
    StringBuilder text = new StringBuilder("a0: &a0 {x: y}\n");
    for (int i = 1; i < 25; i++) {
      text.append("a%d: &a%d {l: *a%d, r: *a%d}\n".formatted(i, i, i - 1, i - 1));
    }

    YamlNode.Mapping root = (YamlNode.Mapping) YamlReader.read("f", text.toString());

    assertThat(root.values()).hasSize(25);
  }

  @Test
  void tokenThatBeginsWithAStarIsNotShown() {
    assertThatThrownBy(() -> read("auth_token: *s3cret\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Put it into quotes")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void windowsPathInDoubleQuotesIsExplained() {
    assertThatThrownBy(() -> read("root_cas: \"C:\\Users\\me\\ca.pem\"\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("f:1: ")
        .hasMessageContaining("'C:\\Users\\me\\ca.pem'");
  }

  @Test
  void nothingIsAValueToo() {
    assertThat(read("a: ~\nb: null\nc:\nd: 'null'\n")).isEqualTo("{a=, b=, c=, d=null}");
    assertThat(read("")).isEqualTo("{}");
    assertThat(read("a: 0x10\nb: 1_000\nc: 007\n")).isEqualTo("{a=0x10, b=1_000, c=007}");
  }
}
