package org.ngrokd.kit.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value in JSON that somebody sent; what is missing or of another kind is empty. */
public final class JsonValue {
  private final JsonNode node;

  JsonValue(JsonNode node) {
    this.node = node;
  }

  /** The value of a key; an empty one when there is none. */
  public JsonValue get(String key) {
    return new JsonValue(node.path(key));
  }

  /** Whether it is there and not null. */
  public boolean isThere() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** Whether it is an object. */
  public boolean isObject() {
    return node.isObject();
  }

  /** Whether it is an array. */
  public boolean isList() {
    return node.isArray();
  }

  /** The keys of an object, in their order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** A text; numbers and booleans as they are written. */
  public Optional<String> text() {
    return node.isValueNode() && isThere() ? Optional.of(node.asText()) : Optional.empty();
  }

  /** A whole number. */
  public Optional<Long> number() {
    return node.isNumber() ? Optional.of(node.asLong()) : Optional.empty();
  }

  /** A fraction. */
  public Optional<Double> fraction() {
    return node.isNumber() ? Optional.of(node.asDouble()) : Optional.empty();
  }

  /** The elements of an array; none when it is none. */
  public List<JsonValue> elements() {
    List<JsonValue> elements = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(each -> elements.add(new JsonValue(each)));
    }
    return elements;
  }
}
