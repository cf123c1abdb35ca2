package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names, some with {@code *} for any characters. Immutable. */
public final class NamePatterns {
  /** No name. */
  public static final NamePatterns NONE = new NamePatterns(List.of());

  private static final Pattern FORM = Pattern.compile("[a-z0-9_*]([a-z0-9_*.-]*[a-z0-9_*])?");
  private static final String ANY = "*";

  private final List<String> texts;
  private final List<Pattern> patterns = new ArrayList<>();

  private NamePatterns(List<String> texts) {
    this.texts = List.copyOf(texts);
    for (String text : texts) {
      patterns.add(Pattern.compile(Pattern.quote(text).replace(ANY, "\\E.*\\Q")));
    }
  }

  /**
   * Checks one of them.
   *
   * @return it in lower case
   * @throws IllegalArgumentException when it cannot be a name
   */
  static String check(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a name: letters, digits, hyphens, dots, and * for any of them");
    }
    return name;
  }

  static NamePatterns of(List<String> names) {
    return new NamePatterns(names);
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** Whether the name, in lower case, is one of these. */
  public boolean matches(String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** The same, but a lone {@code *} does not count: it says nothing about this name. */
  public boolean claims(String name) {
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).equals(ANY) && patterns.get(i).matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Those without a {@code *}. */
  public List<String> literals() {
    return texts.stream().filter(text -> !text.contains(ANY)).toList();
  }

  @Override
  public String toString() {
    return String.join(", ", texts);
  }
}
