package org.ngrokd.kit.moving;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.IniReader;
import org.ngrokd.kit.config.TomlReader;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlReader;

/**
 * A config file of another program: TOML, YAML, JSON or ini, by its name's end, or else by what it
 * begins with. {@code {{ .Envs.NAME }}}, as programs in Go have it, stands for a variable of the
 * environment; other templates cannot be carried out here.
 *
 * @param name the file's, for what is told of it
 */
public record ForeignFile(String name, Mapping root, boolean isIni) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{-?\\s*\\.Envs\\.([A-Za-z_][A-Za-z0-9_]*)\\s*-?}}");
  private static final Pattern SECTION_FIRST =
      Pattern.compile("(?:\\s*(?:[#;][^\\n]*)?\\n)*\\s*\\[[^\\[\\]\\n]+]\\s*\\n(?s:.*)");

  /**
   * Reads one.
   *
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static ForeignFile read(Path file, Map<String, String> environment) {
    String text;
    try {
      text = FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException("Cannot read " + file + ": " + reason(e));
    }
    return parse(file.toString(), text, environment);
  }

  static ForeignFile parse(String name, String written, Map<String, String> environment) {
    String text = filledIn(name, written, environment);
    String lower = name.toLowerCase(Locale.ROOT);
    boolean isYaml = lower.matches(".*\\.(ya?ml|json)");
    boolean isIni = lower.endsWith(".ini") || (!isYaml && isIni(lower, text));
    YamlNode root =
        isIni
            ? IniReader.read(name, text)
            : isYaml ? YamlReader.read(name, text) : TomlReader.read(name, text);
    if (root instanceof Mapping mapping) {
      return new ForeignFile(name, mapping, isIni);
    }
    throw new ConfigException(name + ": found " + root.kind() + "; expected keys and values");
  }

  /** A file of TOML has keys before its first section, one with [common] has not. */
  private static boolean isIni(String lower, String text) {
    return !lower.endsWith(".toml") && SECTION_FIRST.matcher(text).matches();
  }

  private static String filledIn(String name, String text, Map<String, String> environment) {
    StringBuilder filled = new StringBuilder();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String at = name + ":" + number + ": ";
      filled.append(lineFilledIn(at, line, environment)).append('\n');
    }
    return filled.toString();
  }

  private static String lineFilledIn(String at, String line, Map<String, String> environment) {
    if (line.strip().startsWith("#") || !line.contains("{{")) {
      return line;
    }
    StringBuilder filled = new StringBuilder();
    Matcher variable = VARIABLE.matcher(line);
    while (variable.find()) {
      String value =
          Optional.ofNullable(environment.get(variable.group(1)))
              .orElseThrow(
                  () ->
                      new ConfigException(
                          at + "the variable " + variable.group(1) + " is not set here; set it"));
      variable.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    variable.appendTail(filled);
    if (filled.indexOf("{{") >= 0) {
      throw new ConfigException(
          at + "a template that is no {{ .Envs.NAME }} is not carried out here; write it out");
    }
    return filled.toString();
  }

  /** The JDK's message is often just the path. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is neither in UTF-8 nor in UTF-16";
    }
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }
}
