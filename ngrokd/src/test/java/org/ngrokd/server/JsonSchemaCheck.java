package org.ngrokd.server;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.json.JsonValue;

/** Says what of a value is not as the part of JSON Schema demands that our document is made of. */
final class JsonSchemaCheck {
  private final JsonValue document;
  private final List<String> problems = new ArrayList<>();

  private JsonSchemaCheck(JsonValue document) {
    this.document = document;
  }

  static List<String> problems(JsonValue document, JsonValue schema, JsonValue value) {
    JsonSchemaCheck check = new JsonSchemaCheck(document);
    check.look(schema, value, "it");
    return check.problems;
  }

  private void look(JsonValue schema, JsonValue value, String where) {
    String reference = schema.get("$ref").text().orElse("");
    if (!reference.isEmpty()) {
      look(named(reference), value, where);
      return;
    }
    String type = schema.get("type").text().orElse("(none)");
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isList();
          case "integer" -> value.number().isPresent();
          case "string", "boolean" -> value.text().isPresent();
          default -> false;
        };
    if (!fits) {
      problems.add(where + " is no " + type);
    } else if (value.isObject()) {
      lookInside(schema, value, where);
    } else if (value.isList()) {
      value.elements().forEach(each -> look(schema.get("items"), each, where + "[]"));
    }
  }

  private void lookInside(JsonValue schema, JsonValue value, String where) {
    for (JsonValue required : schema.get("required").elements()) {
      String key = required.text().orElseThrow();
      if (!value.get(key).isThere()) {
        problems.add(where + "." + key + " is missing");
      }
    }
    for (String key : value.keys()) {
      if (!schema.get("properties").get(key).isThere()) {
        problems.add(where + "." + key + " is not described");
      } else {
        look(schema.get("properties").get(key), value.get(key), where + "." + key);
      }
    }
  }

  private JsonValue named(String reference) {
    JsonValue found = document;
    for (String part : reference.substring(2).split("/", -1)) {
      found = found.get(part);
    }
    return found;
  }
}
