package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;

/** Ini files with their lines. */
class IniReaderTest {
  private static final String FILE =
      """
      # a comment
      [common]
      server_addr = frp.example.com
      token = "in quotes"
      ; another
      empty =
      flag

      [web]
      url = http://x/?a=b#c
      [common]
      server_addr = later.example.com
      """;

  private static Map<String, YamlNode> section(Mapping root, String name) {
    return ((Mapping) Objects.requireNonNull(root.values().get(name))).values();
  }

  @Test
  void sectionsHaveKeysWithTheirLines() {
    Mapping root = IniReader.read("f.ini", FILE);

    assertThat(root.values().keySet()).containsExactly("common", "web");
    assertThat(section(root, "common"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "server_addr", new Scalar(12, "later.example.com"),
                "token", new Scalar(4, "in quotes"),
                "empty", new Scalar(6, ""),
                "flag", new Scalar(7, "true")));
    assertThat(section(root, "web")).isEqualTo(Map.of("url", new Scalar(10, "http://x/?a=b#c")));
  }

  @Test
  void allErrorsAreToldAtOnce() {
    assertThatThrownBy(() -> IniReader.read("f.ini", "a = 1\n[open\nb = 2\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "f.ini:1: a key stands before the first [section]"
                + System.lineSeparator()
                + "f.ini:2: a section's name ends with ']'");
  }
}
