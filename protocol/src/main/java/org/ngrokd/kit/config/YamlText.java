package org.ngrokd.kit.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts as they are written into a YAML file: in quotes only where they need them. */
public final class YamlText {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/](?:[A-Za-z0-9._/:-]*[A-Za-z0-9/])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9._:+xobeE-]+");

  /** What YAML 1.1 takes for something else than a text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  private YamlText() {}

  /** A text that is read as this one. */
  public static String of(String text) {
    boolean isPlain =
        PLAIN.matcher(text).matches()
            && !NUMBER.matcher(text).matches()
            && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return isPlain ? text : ShortForm.quoted(text);
  }
}
