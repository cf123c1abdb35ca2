package org.ngrokd.kit.config;

import java.util.stream.Collectors;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** Writes YAML on one line: {@code {"max_tunnels": "5", "protocols": ["http"]}}. */
final class ShortForm {
  private ShortForm() {}

  static String of(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return mapping.values().entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ": " + of(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (node instanceof Sequence list) {
      return list.values().stream().map(ShortForm::of).collect(Collectors.joining(", ", "[", "]"));
    }
    return quoted(((Scalar) node).text());
  }

  /** In double quotes, where every character can be written. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
