package org.ngrokd.client.agentfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.config.Suggestion;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** A group of keys of theirs, taken one by one; at the {@link #end} all have to be taken. */
final class Keys {
  private final Mapping from;
  private final Notes notes;
  private final Map<String, YamlNode> into;
  private final List<String> known = new ArrayList<>();

  Keys(Mapping from, Notes notes, Map<String, YamlNode> into) {
    this.from = from;
    this.notes = notes;
    this.into = into;
  }

  /** A key that is the same here, by another name perhaps. */
  Keys as(String key, String ours) {
    return taken(key, value -> into.put(ours, value));
  }

  /** A text that is written in another way here. */
  Keys text(String key, String ours, UnaryOperator<String> change) {
    return taken(key, value -> put(value, ours, change));
  }

  /** A key that is looked at here. */
  Keys taken(String key, Consumer<YamlNode> taker) {
    known.add(key);
    YamlNode value = from.values().get(key);
    if (value != null && !isEmpty(value)) {
      taker.accept(value);
    }
    return this;
  }

  /** Keys that mean nothing here, and protect nobody. */
  Keys ignored(String... keys) {
    for (String key : keys) {
      taken(key, value -> notes.ignored(key));
    }
    return this;
  }

  /** A key that asks for what there is not. */
  Keys refused(String key, String instead) {
    return taken(key, value -> notes.error(value, key + " is refused: " + instead));
  }

  /** The keys below a key. */
  Keys group(String key, Consumer<Keys> taker) {
    return taken(
        key,
        value -> {
          if (value instanceof Mapping mapping) {
            Keys below = new Keys(mapping, notes, into);
            taker.accept(below);
            below.end();
          } else {
            notes.error(value, key + " is " + value.kind() + "; expected keys below it");
          }
        });
  }

  /** Whether the file has a key. */
  boolean has(String key) {
    return from.values().containsKey(key);
  }

  /** The text of a key, "" where there is none. */
  String told(String key) {
    return from.values().get(key) instanceof Scalar text ? text.text() : "";
  }

  /** Puts a value of ours. */
  void put(YamlNode where, String ours, UnaryOperator<String> change) {
    if (!(where instanceof Scalar text)) {
      notes.error(where, "found " + where.kind() + "; expected one value");
      return;
    }
    try {
      into.put(ours, new Scalar(text.line(), change.apply(text.text())));
    } catch (IllegalArgumentException e) {
      notes.error(where, String.valueOf(e.getMessage()));
    }
  }

  /** Headers to be added ("Name: value") and to be removed. */
  Keys headers(String key, String ours) {
    return taken(
        key,
        value -> {
          Map<String, YamlNode> rules = new LinkedHashMap<>();
          if (value instanceof Mapping mapping) {
            new Keys(mapping, notes, rules)
                .taken("add", list -> rules.put("add", added(list)))
                .as("remove", "remove")
                .end();
          } else {
            notes.error(value, key + " is " + value.kind() + "; expected add and remove");
          }
          into.put(ours, new Mapping(value.line(), rules));
        });
  }

  private Mapping added(YamlNode list) {
    Map<String, YamlNode> added = new LinkedHashMap<>();
    for (YamlNode each : list instanceof Sequence many ? many.values() : List.of(list)) {
      String text = each instanceof Scalar scalar ? scalar.text() : "";
      int colon = text.indexOf(':');
      if (colon < 1) {
        notes.error(each, "expected a header as \"Name: value\"");
      } else {
        added.put(
            text.substring(0, colon), new Scalar(each.line(), text.substring(colon + 1).trim()));
      }
    }
    return new Mapping(list.line(), added);
  }

  /** Notes each key that nobody has taken. */
  void end() {
    from.values()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                notes.error(value, "unknown key '" + key + "'. " + Suggestion.text(key, known));
              }
            });
  }

  private static boolean isEmpty(@Nullable YamlNode value) {
    return value instanceof Scalar scalar && scalar.text().isEmpty();
  }
}
