package org.ngrokd.kit.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;

/**
 * Reads {@code .ini} files into {@link YamlNode}s: a group of texts for each {@code [section]}. A
 * comment has a line of its own, behind {@code #} or {@code ;}; a value may stand in quotes; a key
 * without {@code =} is true. What stands twice is what stands there last, and a section that goes
 * on further down is one.
 */
public final class IniReader {
  private final String file;
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();

  /** One that is being read. */
  private record Section(int line, Map<String, YamlNode> values) {}

  private IniReader(String file) {
    this.file = file;
  }

  /**
   * Reads a document.
   *
   * @param file its name, for errors
   * @throws ConfigException with all its errors, a line each
   */
  public static Mapping read(String file, String text) {
    IniReader reader = new IniReader(file);
    Section section = new Section(1, new LinkedHashMap<>());
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      if (line.startsWith("[")) {
        section = reader.section(line, number);
      } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
        reader.value(section, line, number);
      }
    }
    if (!reader.errors.isEmpty()) {
      throw new ConfigException(reader.errors);
    }
    Map<String, YamlNode> groups = new LinkedHashMap<>();
    reader.sections.forEach(
        (name, each) -> groups.put(name, new Mapping(each.line(), each.values())));
    return new Mapping(1, groups);
  }

  private Section section(String line, int number) {
    int end = line.lastIndexOf(']');
    if (end < 2) {
      errors.add(file + ":" + number + ": a section's name ends with ']'");
    }
    return sections.computeIfAbsent(
        line.substring(1, Math.max(1, end)).strip(),
        name -> new Section(number, new LinkedHashMap<>()));
  }

  private void value(Section section, String line, int number) {
    if (sections.isEmpty()) {
      errors.add(file + ":" + number + ": a key stands before the first [section]");
      return;
    }
    int equals = line.indexOf('=');
    String key = (equals < 0 ? line : line.substring(0, equals)).strip();
    String value = equals < 0 ? "true" : unquoted(line.substring(equals + 1).strip());
    section.values().put(key, new Scalar(number, value));
  }

  private static String unquoted(String text) {
    boolean isQuoted =
        text.length() > 1
            && "\"'`".indexOf(text.charAt(0)) >= 0
            && text.charAt(text.length() - 1) == text.charAt(0);
    return isQuoted ? text.substring(1, text.length() - 1) : text;
  }
}
