package org.ngrokd.server.teams.site;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema of records, as they are written: each is described once, by its name; what is
 * nullable may be missing. For one thread.
 */
final class Schema {
  static final String PLACE = "#/components/schemas/";

  private final Map<String, Object> described = new LinkedHashMap<>();

  /** All that were asked for, and what they are made of. */
  Map<String, Object> all() {
    return described;
  }

  /** A reference to the record's description. */
  Map<String, Object> of(Class<?> record) {
    String name = record.getSimpleName();
    if (!described.containsKey(name)) {
      described.put(name, Map.of()); // a record may lead to itself
      described.put(name, object(record));
    }
    return Map.of("$ref", PLACE + name);
  }

  /** A page of a list of them. */
  Map<String, Object> pageOf(Class<?> record) {
    String name = record.getSimpleName() + "Page";
    described.putIfAbsent(
        name,
        object(
            Map.of(
                "items",
                listOf(of(record)),
                "next",
                Map.of("type", "string"),
                "missing",
                listOf(Map.of("type", "string"))),
            List.of("items")));
    return Map.of("$ref", PLACE + name);
  }

  private Map<String, Object> object(Class<?> record) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      properties.put(component.getName(), value(component.getAnnotatedType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    return object(properties, required);
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    object.put("required", required);
    object.put("additionalProperties", false);
    return object;
  }

  private static Map<String, Object> listOf(Map<String, Object> items) {
    return Map.of("type", "array", "items", items);
  }

  private Map<String, Object> value(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType list) {
      return listOf(value(list.getAnnotatedActualTypeArguments()[0]));
    }
    Class<?> plain = (Class<?>) type.getType();
    if (plain.isRecord()) {
      return of(plain);
    }
    if (plain == String.class) {
      return Map.of("type", "string");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (plain == int.class || plain == long.class || plain == Integer.class) {
      return Map.of("type", "integer");
    }
    throw new IllegalStateException("no schema for " + plain);
  }
}
