package org.ngrokd.kit.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads TOML into {@link YamlNode}s: numbers, truths and times as they are written in Java. Texts
 * in a list have the list's line.
 */
public final class TomlReader {
  private TomlReader() {}

  /**
   * Reads a document.
   *
   * @param file its name, for errors
   * @throws ConfigException with all its errors, a line each
   */
  public static YamlNode read(String file, String text) {
    TomlParseResult result = Toml.parse(text);
    if (result.hasErrors()) {
      throw new ConfigException(
          result.errors().stream()
              .map(
                  error ->
                      file
                          + ":"
                          + line(error.position(), 1)
                          + ": not TOML: "
                          + String.valueOf(error.getMessage()).lines().findFirst().orElse(""))
              .toList());
    }
    return table(result, 1);
  }

  /** The library gives keys in an order by chance. */
  private static Mapping table(TomlTable table, int line) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    table.keySet().stream()
        .map(key -> Map.entry(key, node(table.get(List.of(key)), position(table, key, line))))
        .sorted(Comparator.comparingInt(entry -> entry.getValue().line()))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return new Mapping(line, values);
  }

  private static int position(TomlTable table, String key, int line) {
    return line(table.inputPositionOf(List.of(key)), line);
  }

  private static int line(@Nullable TomlPosition position, int otherwise) {
    return position == null ? otherwise : position.line();
  }

  private static YamlNode node(@Nullable Object value, int line) {
    if (value instanceof TomlTable table) {
      return table(table, line);
    }
    if (value instanceof TomlArray array) {
      List<YamlNode> values = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        Object item = array.get(i);
        // For a text the library gives the place of the comma before it.
        boolean isPlaced = item instanceof TomlTable;
        values.add(node(item, isPlaced ? line(array.inputPositionOf(i), line) : line));
      }
      return new Sequence(line, values);
    }
    return new Scalar(line, String.valueOf(value));
  }
}
