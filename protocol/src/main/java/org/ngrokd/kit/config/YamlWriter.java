package org.ngrokd.kit.config;

import java.util.stream.Collectors;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** Writes YAML for people: groups in the long form, lists of values on one line. */
public final class YamlWriter {
  private final StringBuilder text = new StringBuilder();

  private YamlWriter() {}

  /** The file that says this. */
  public static String of(Mapping root) {
    YamlWriter writer = new YamlWriter();
    writer.group(root, "");
    return writer.text.toString();
  }

  private void group(Mapping group, String indent) {
    group
        .values()
        .forEach(
            (key, value) -> {
              text.append(indent).append(YamlText.of(key)).append(':');
              value(value, indent);
            });
  }

  private void value(YamlNode value, String indent) {
    if (value instanceof Mapping below && !below.values().isEmpty()) {
      text.append('\n');
      group(below, indent + "  ");
    } else {
      text.append(' ').append(inLine(value)).append('\n');
    }
  }

  private static String inLine(YamlNode value) {
    if (value instanceof Scalar scalar) {
      return scalar.text().isEmpty() ? "\"\"" : plain(scalar.text());
    }
    return value instanceof Sequence list
        ? list.values().stream().map(YamlWriter::inLine).collect(Collectors.joining(", ", "[", "]"))
        : ShortForm.of(value);
  }

  /** What was no text stays none: a port, a share, yes or no. */
  private static String plain(String text) {
    return text.matches("[0-9]{1,9}|[0-9]\\.[0-9]+|true|false") ? text : YamlText.of(text);
  }
}
