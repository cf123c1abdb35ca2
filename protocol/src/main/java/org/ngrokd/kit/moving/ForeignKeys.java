package org.ngrokd.kit.moving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/**
 * The keys of a group, with those of the groups in it ({@code transport.tls.enable}), and which of
 * them were taken: what is left has no counterpart. For one thread.
 */
public final class ForeignKeys {
  /** What is switched off or empty: who does not get it loses nothing. */
  private static final Set<String> NOTHING = Set.of("", "false", "0");

  private final int line;
  private final Map<String, Leaf> leaves = new LinkedHashMap<>();
  private final Set<String> taken = new LinkedHashSet<>();

  /** A value, and its key as it is written in the file. */
  private record Leaf(String written, YamlNode value) {}

  /**
   * A key that nobody has taken.
   *
   * @param path the key by its newest name
   * @param written as it stands in the file
   */
  public record Left(String path, String written, int line) {}

  private ForeignKeys(int line) {
    this.line = line;
  }

  /** The keys of a group. */
  public static ForeignKeys of(Mapping group) {
    return of(group, UnaryOperator.identity());
  }

  /**
   * The same, with old names of keys.
   *
   * @param newest the newest name of each
   */
  public static ForeignKeys of(Mapping group, UnaryOperator<String> newest) {
    ForeignKeys keys = new ForeignKeys(group.line());
    keys.add("", group, newest);
    return keys;
  }

  private void add(String prefix, Mapping group, UnaryOperator<String> newest) {
    group
        .values()
        .forEach(
            (key, value) -> {
              if (value instanceof Mapping below) {
                add(prefix + key + ".", below, newest);
              } else {
                String path = newest.apply(prefix + key);
                leaves.put(path, new Leaf(prefix + key, value));
              }
            });
  }

  /** Where the group begins. */
  public int line() {
    return line;
  }

  /** Where a key stands; the group's line when it is not there. */
  public int line(String path) {
    Leaf leaf = leaves.get(path);
    return leaf == null ? line : leaf.value().line();
  }

  /** A text; empty when it is not there, or "". */
  public Optional<String> take(String path) {
    taken.add(path);
    Leaf leaf = leaves.get(path);
    return leaf != null && leaf.value() instanceof Scalar scalar && !scalar.text().isEmpty()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** A number above zero; what is none is left. */
  public OptionalInt takeNumber(String path) {
    Optional<String> text = take(path).filter(each -> each.matches("[0-9]{1,9}"));
    if (text.isEmpty()) {
      taken.remove(path);
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(text.get());
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** Takes a key if it has this value, which means nothing here. */
  public void drop(String path, String value) {
    Leaf leaf = leaves.get(path);
    if (leaf != null && leaf.value() instanceof Scalar scalar && scalar.text().equals(value)) {
      taken.add(path);
    }
  }

  /** What was taken is not taken after all: it has a value that means nothing here. */
  public void giveBack(String path) {
    taken.remove(path);
  }

  /** A list of texts; a single one may have commas between them. */
  public List<String> takeList(String path) {
    taken.add(path);
    Leaf leaf = leaves.get(path);
    List<String> texts = new ArrayList<>();
    if (leaf != null && leaf.value() instanceof Sequence list) {
      for (YamlNode item : list.values()) {
        texts.add(item instanceof Scalar scalar ? scalar.text().strip() : "");
      }
    } else if (leaf != null && leaf.value() instanceof Scalar scalar) {
      Arrays.stream(scalar.text().split(",", -1)).map(String::strip).forEach(texts::add);
    }
    return texts.stream().filter(text -> !text.isEmpty()).toList();
  }

  /** The groups of a list. */
  public List<ForeignKeys> takeGroups(String path) {
    Leaf leaf = leaves.get(path);
    List<ForeignKeys> groups = new ArrayList<>();
    if (leaf != null && leaf.value() instanceof Sequence list) {
      for (YamlNode item : list.values()) {
        if (item instanceof Mapping group) {
          taken.add(path);
          groups.add(of(group));
        }
      }
    }
    return groups;
  }

  /** All texts below a key, by the rest of their names. */
  public Map<String, String> takeBelow(String prefix) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String path : leaves.keySet()) {
      if (path.startsWith(prefix)) {
        take(path).ifPresent(text -> texts.put(path.substring(prefix.length()), text));
      }
    }
    return texts;
  }

  /** What nobody has taken and says something, in the file's order. */
  public List<Left> left() {
    List<Left> left = new ArrayList<>();
    leaves.forEach(
        (path, leaf) -> {
          if (!taken.contains(path) && !saysNothing(leaf.value())) {
            left.add(new Left(path, leaf.written(), leaf.value().line()));
          }
        });
    return left;
  }

  private static boolean saysNothing(YamlNode value) {
    return value instanceof Sequence list
        ? list.values().isEmpty()
        : value instanceof Scalar scalar && NOTHING.contains(scalar.text());
  }
}
