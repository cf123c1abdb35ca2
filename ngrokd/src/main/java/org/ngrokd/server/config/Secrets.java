package org.ngrokd.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;

/**
 * Values that need not stand in the config file itself: {@code ${NAME}} is an environment variable,
 * {@code {file: path}} is what the file says, without its last line's end. What they are is never
 * in an error. Immutable.
 */
final class Secrets {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(.*)}", Pattern.DOTALL);
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  /** A longer file is another one. */
  private static final long MAX_BYTES = 65_536;

  private final Path directory;
  private final Map<String, String> environment;

  /**
   * @param directory where paths begin
   */
  Secrets(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /** The value, or "" when the key is not there or the value is wrong, which is noted. */
  String text(ConfigSection section, String key) {
    if (section.isGroup(key)) {
      return ofFile(section.section(key));
    }
    String text = section.text(key);
    Matcher variable = VARIABLE.matcher(text);
    return variable.matches() ? ofVariable(section, key, variable.group(1)) : text;
  }

  private String ofVariable(ConfigSection section, String key, String name) {
    if (!name.matches(NAME)) {
      section.error(
          key, key + " is ${…} around what is no variable's name; expected letters, digits and _");
      return "";
    }
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      section.error(
          key,
          "%s is ${%s}, but there is no environment variable %s where ngrokd runs; set it, or use {file: path}"
              .formatted(key, name, name));
    }
    return value;
  }

  private String ofFile(ConfigSection group) {
    group.allow(List.of("file"));
    String written = group.text("file");
    if (written.isEmpty()) {
      if (group.has("file")) {
        group.error("file", "file has no value; expected a path");
      }
      return "";
    }
    Path file = directory.resolve(written);
    try {
      String text = read(file);
      if (text.isEmpty()) {
        group.error("file", "the file " + file + " is empty; expected the secret in it");
      }
      return text;
    } catch (IOException e) {
      group.error("file", "cannot read " + file + ": " + ServerConfigFile.reason(e));
      return "";
    }
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it is longer than " + MAX_BYTES + " bytes, which no secret is");
    }
    return FileText.decoded(Files.readAllBytes(file)).replaceFirst("\r?\n\\z", "");
  }
}
