package org.ngrokd.client.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key at the top of a YAML file, on a line of its own: put in by text, so that all else stays.
 */
public final class KeyLine {
  /** Comments and the mark of a document's start: a key before that would be another document. */
  private static final Pattern BEFORE_KEYS =
      Pattern.compile("\\A(?:[ \\t]*(?:#.*)?\\R)*+---[ \\t]*(?:#.*)?\\R");

  private KeyLine() {}

  /**
   * The file with this value for the key: in the place of the old one, else as its first key.
   *
   * @param key letters and underscores
   */
  public static String put(String file, String key, String value) {
    String line = of(key, value);
    Matcher existing = Pattern.compile("^" + key + "\\s*:.*$", Pattern.MULTILINE).matcher(file);
    if (existing.find()) {
      return existing.replaceFirst(Matcher.quoteReplacement(line));
    }
    Matcher start = BEFORE_KEYS.matcher(file);
    int at = start.find() ? start.end() : 0;
    return file.substring(0, at) + line + "\n" + file.substring(at);
  }

  /** The line, without its end. */
  static String of(String key, String value) {
    return key + ": \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
