package org.ngrokd.client.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.ngrokd.kit.json.JsonValue;

/**
 * The fields of an object that a program sent. What is {@code null} is not there; what is of
 * another kind is told, for it would be taken for nothing else.
 */
final class Fields {
  private final String path;
  private final JsonValue object;

  private Fields(String path, JsonValue object) {
    this.path = path;
    this.object = object;
  }

  /**
   * The fields of the whole of what was sent.
   *
   * @param example shown to somebody who sent no object
   * @throws IllegalArgumentException when it is none
   */
  static Fields of(JsonValue sent, String example) {
    if (!sent.isObject()) {
      throw new IllegalArgumentException("expected an object like " + example);
    }
    return new Fields("", sent);
  }

  /**
   * Which of them are known.
   *
   * @param instead by the name of a field that cannot be given, what to use in its place
   */
  record Known(List<String> names, Map<String, String> instead, List<String> ignored) {
    Known {
      names = List.copyOf(names);
      instead = Map.copyOf(instead);
      ignored = List.copyOf(ignored);
    }

    static Known only(String... names) {
      return new Known(List.of(names), Map.of(), List.of());
    }
  }

  /**
   * The same, checked.
   *
   * @throws IllegalArgumentException when one is not known
   */
  Fields allowing(Known known) {
    for (String key : object.keys()) {
      if (!has(key) || known.names().contains(key) || known.ignored().contains(key)) {
        continue;
      }
      String instead = known.instead().get(key);
      throw new IllegalArgumentException(
          "'"
              + path
              + key
              + "' cannot be given; "
              + (instead == null ? "known are " + String.join(", ", known.names()) : instead));
    }
    return this;
  }

  boolean has(String key) {
    return object.get(key).isThere();
  }

  /** A text, or a number as it is written; "" where there is none. */
  String text(String key) {
    JsonValue value = object.get(key);
    if (value.isThere() && value.text().isEmpty()) {
      throw wrong(key, "a text");
    }
    return value.text().orElse("");
  }

  /** As {@link #text}, read further; empty where there is none, or it is "". */
  <T> Optional<T> parsed(String key, Function<String, T> parser) {
    return Optional.of(text(key)).filter(text -> !text.isEmpty()).map(parser);
  }

  boolean bool(String key, boolean otherwise) {
    return switch (text(key)) {
      case "" -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, "true or false");
    };
  }

  OptionalDouble fraction(String key) {
    String text = text(key);
    try {
      return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw wrong(key, "a number");
    }
  }

  /** A list of texts; empty where there is none. */
  List<String> texts(String key) {
    JsonValue value = object.get(key);
    List<String> texts = value.elements().stream().flatMap(each -> each.text().stream()).toList();
    if (value.isThere() && (!value.isList() || texts.size() != value.elements().size())) {
      throw wrong(key, "a list of texts");
    }
    return texts;
  }

  /** The fields of an object in this one; none where there is none. */
  Fields object(String key, Known known) {
    JsonValue value = object.get(key);
    if (value.isThere() && !value.isObject()) {
      throw wrong(key, "an object");
    }
    return new Fields(path + key + ".", value).allowing(known);
  }

  /** Whether the value is an object, and not a text. */
  boolean isObject(String key) {
    return object.get(key).isObject();
  }

  private IllegalArgumentException wrong(String key, String kind) {
    return new IllegalArgumentException(path + key + " has to be " + kind);
  }
}
