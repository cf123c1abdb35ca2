package org.ngrokd.kit.config;

import java.util.List;
import java.util.Map;

/**
 * A document (YAML; TOML and ini as well) with the line that each value stands on, so that errors
 * can name it.
 */
public sealed interface YamlNode {
  /** Counted from 1; 0 for what stands in no file. */
  int line();

  /** What this is, for an error: "a text", "a list". */
  String kind();

  /** A value as it was written, without its quotes; "" for a key without a value. */
  record Scalar(int line, String text) implements YamlNode {
    @Override
    public String kind() {
      return "'" + text + "'";
    }
  }

  /** Keys in the order they were written. */
  record Mapping(int line, Map<String, YamlNode> values) implements YamlNode {
    @Override
    public String kind() {
      return "a group of keys";
    }
  }

  /** A list. */
  record Sequence(int line, List<YamlNode> values) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }
}
