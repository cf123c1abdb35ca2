package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** TOML with its lines. */
class TomlReaderTest {
  private static Mapping read(String text) {
    return (Mapping) TomlReader.read("f.toml", text);
  }

  private static YamlNode at(YamlNode node, String... path) {
    YamlNode found = node;
    for (String key : path) {
      found = Objects.requireNonNull(((Mapping) found).values().get(key));
    }
    return found;
  }

  @Test
  void keysInGroupsOfEachFormHaveTheirTextsAndLines() {
    Mapping root =
        read(
            """
            port = 7000
            log.to = 'x'
            transport.tls.enable = true

            [web]
            addr = "127.0.0.1"
            inline = { start = 1, end = 2 }
            """);

    assertThat(at(root, "port")).isEqualTo(new Scalar(1, "7000"));
    assertThat(at(root, "log", "to")).isEqualTo(new Scalar(2, "x"));
    assertThat(at(root, "transport", "tls", "enable")).isEqualTo(new Scalar(3, "true"));
    assertThat(at(root, "web", "addr")).isEqualTo(new Scalar(6, "127.0.0.1"));
    assertThat(at(root, "web", "inline", "end")).isEqualTo(new Scalar(7, "2"));
  }

  @Test
  void groupsOfAListBeginWhereTheyStand() {
    Mapping root = read("[[p]]\nname = \"a\"\n\n[[p]]\nname = \"b\"\nlist = [\n\"x\",\n\"y\"]\n");

    List<YamlNode> groups = ((Sequence) at(root, "p")).values();
    assertThat(groups).extracting(YamlNode::line).containsExactly(1, 4);
    assertThat(at(groups.get(1), "name")).isEqualTo(new Scalar(5, "b"));
    assertThat(((Sequence) at(groups.get(1), "list")).values())
        .containsExactly(new Scalar(6, "x"), new Scalar(6, "y"));
  }

  @Test
  void keysAreInTheOrderOfTheFile() {
    Mapping root = read("z = 1\ny = 2\nx = 3\na = 4\nm = 5\n");

    assertThat(root.values().keySet()).containsExactly("z", "y", "x", "a", "m");
  }

  @Test
  void whatIsNoTomlIsToldWithItsLine() {
    assertThatThrownBy(() -> read("a = 1\nb = \n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("f.toml:2: not TOML: ");
  }
}
