package org.ngrokd.kit.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/**
 * A group of keys in a config file. Everything that is wrong in it is noted in {@code errors}, with
 * file and line, so that all of it can be told at once.
 */
public final class ConfigSection {
  private final String file;
  private final Map<String, YamlNode> values;
  private final List<String> errors;

  private ConfigSection(String file, Map<String, YamlNode> values, List<String> errors) {
    this.file = file;
    this.values = values;
    this.errors = errors;
  }

  /** The whole file. */
  public static ConfigSection of(String file, YamlNode root, List<String> errors) {
    if (root instanceof Mapping mapping) {
      return new ConfigSection(file, mapping.values(), errors);
    }
    if (isEmpty(root)) { // nothing but the mark of a document's start
      return new ConfigSection(file, Map.of(), errors);
    }
    // Not the text itself: it may be a token.
    String found = root instanceof Scalar ? "a text" : root.kind();
    errors.add(at(file, root) + "found " + found + "; expected 'key: value' lines");
    return new ConfigSection(file, Map.of(), errors);
  }

  /** Notes every key that is not one of these. */
  public void allow(List<String> keys) {
    for (String key : unknown(keys)) {
      error(key, "unknown key '" + key + "'. " + Suggestion.text(key, keys));
    }
  }

  /** Every key that is not one of these, in the file's order. */
  public List<String> unknown(List<String> keys) {
    return values.keySet().stream().filter(key -> !keys.contains(key)).toList();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether there are keys below a key. */
  public boolean isGroup(String key) {
    return values.get(key) instanceof Mapping;
  }

  /** A text, or "" when the key is not there or has none; that is no error. */
  public String scalar(String key) {
    return values.get(key) instanceof Scalar scalar ? scalar.text() : "";
  }

  /** The groups below a key, without a word about what else is there. */
  public List<ConfigSection> groups(String key) {
    ConfigSection below = isGroup(key) ? section(key) : this;
    return below == this
        ? List.of()
        : below.keys().stream().filter(below::isGroup).map(below::section).toList();
  }

  /** The line of a key, for errors about its value. */
  public String at(String key) {
    YamlNode value = values.get(key);
    return value == null ? file + ": " : at(file, value);
  }

  /** A text, or "" when the key is not there. */
  public String text(String key) {
    YamlNode value = values.get(key);
    if (value instanceof Scalar scalar) {
      return scalar.text();
    }
    if (value != null) {
      error(value, key + " is " + value.kind() + "; expected one value");
    }
    return "";
  }

  /** A text, perhaps ""; empty when the key is not there or has no text, which is noted. */
  public Optional<String> written(String key) {
    String text = text(key);
    return values.get(key) instanceof Scalar ? Optional.of(text) : Optional.empty();
  }

  /** The same group without a key. */
  public ConfigSection without(String key) {
    Map<String, YamlNode> others = new LinkedHashMap<>(values);
    others.remove(key);
    return new ConfigSection(file, others, errors);
  }

  /** All of it in YAML's short form, on one line; "" when there is nothing. */
  public String onOneLine() {
    return values.isEmpty() ? "" : ShortForm.of(new Mapping(1, values));
  }

  /** A value that a parser understands; empty when the key is not there or the value is wrong. */
  public <T> Optional<T> parsed(String key, Function<String, T> parser) {
    String text = text(key);
    YamlNode value = values.get(key);
    return text.isEmpty() || value == null ? Optional.empty() : parsed(value, text, parser);
  }

  private <T> Optional<T> parsed(YamlNode where, String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      error(where, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** True or false, in YAML 1.1's words; empty when the key is not there or says neither. */
  public Optional<Boolean> bool(String key) {
    return parsed(
        key,
        text ->
            switch (text) {
              case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y" -> true;
              case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N" ->
                  false;
              default ->
                  throw new IllegalArgumentException(
                      key + " is '" + text + "'; expected true or false");
            });
  }

  /** The values of a list that a parser understands; one value stands for a list of one. */
  public <T> List<T> parsedList(String key, Function<String, T> parser) {
    YamlNode value = values.get(key);
    List<T> parsed = new ArrayList<>();
    for (YamlNode item : value instanceof Sequence list ? list.values() : single(key)) {
      if (item instanceof Scalar scalar) {
        parsed(item, scalar.text(), parser).ifPresent(parsed::add);
      } else {
        error(item, key + " holds " + item.kind() + "; expected one value");
      }
    }
    return parsed;
  }

  private List<YamlNode> single(String key) {
    YamlNode value = values.get(key);
    return value == null || text(key).isEmpty() ? List.of() : List.of(value);
  }

  /** Whether a check passes; its failure is noted on the key's line. */
  public boolean isRight(String key, Runnable check) {
    try {
      check.run();
      return true;
    } catch (IllegalArgumentException e) {
      error(key, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** The groups below a key, by their names; none when the key is not there. */
  public Map<String, ConfigSection> sections(String key) {
    Map<String, ConfigSection> sections = new LinkedHashMap<>();
    group(key)
        .forEach(
            (name, value) -> {
              if (value instanceof Mapping || isEmpty(value)) {
                sections.put(name, section(key).section(name));
              } else {
                error(value, key + "." + name + " is " + value.kind() + "; expected keys below it");
              }
            });
    return sections;
  }

  /** The group below a key; empty when the key is not there. */
  public ConfigSection section(String key) {
    return new ConfigSection(file, group(key), errors);
  }

  /** The keys of this group, in their order. */
  public List<String> keys() {
    return new ArrayList<>(values.keySet());
  }

  private Map<String, YamlNode> group(String key) {
    YamlNode value = values.get(key);
    if (value == null || isEmpty(value)) {
      return Map.of();
    }
    if (value instanceof Mapping mapping) {
      return mapping.values();
    }
    error(value, key + " is " + value.kind() + "; expected keys below it");
    return Map.of();
  }

  public void error(String key, String message) {
    add(at(key) + message);
  }

  private void error(YamlNode where, String message) {
    add(at(file, where) + message);
  }

  /** A value that is looked at twice is wrong once. */
  private void add(String error) {
    if (!errors.contains(error)) {
      errors.add(error);
    }
  }

  private static boolean isEmpty(YamlNode value) {
    return value instanceof Scalar scalar && scalar.text().isEmpty();
  }

  private static String at(String file, YamlNode node) {
    return node.line() == 0 ? file + ": " : file + ":" + node.line() + ": ";
  }
}
