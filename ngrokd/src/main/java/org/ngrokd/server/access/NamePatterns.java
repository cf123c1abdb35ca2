package org.ngrokd.server.access;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names, some with {@code *} for any characters but a dot. A {@code *} alone is any name, with dots
 * too. Immutable.
 */
public final class NamePatterns {
  /** Every name. Nobody has reserved any of them by that. */
  public static final NamePatterns ALL = new NamePatterns(List.of("*"));

  private static final Pattern FORM = Pattern.compile("[a-z0-9_*]([a-z0-9_*.-]*[a-z0-9_*])?");
  private static final String STAR = "*";

  private final List<String> texts;
  private final List<Pattern> patterns;

  private NamePatterns(List<String> texts) {
    this.texts = List.copyOf(texts);
    this.patterns = this.texts.stream().map(NamePatterns::pattern).toList();
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        text.equals(STAR) ? ".*" : Pattern.quote(text).replace(STAR, "\\E[^.]*\\Q"));
  }

  /**
   * Checks one of them.
   *
   * @return it in lower case
   * @throws IllegalArgumentException when it cannot be a name
   */
  static String check(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(name).matches() || name.contains("**") || name.contains("..")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a name: letters a to z, digits, hyphens, dots, and * for any of them but"
              + " a dot; no port, no dot at the end, and umlauts and the like as xn--…");
    }
    return name;
  }

  /** Exactly these; none when the list is empty. */
  static NamePatterns of(List<String> names) {
    return new NamePatterns(names);
  }

  /** Whether any name is one of these. */
  boolean areAll() {
    return texts.contains(STAR);
  }

  /** Whether the name, in lower case, is one of these. */
  public boolean matches(String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** The same, but a lone {@code *} does not count: it says nothing about this name. */
  public boolean claims(String name) {
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).equals(STAR) && patterns.get(i).matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Those without a {@code *}. */
  List<String> plain() {
    return texts.stream().filter(text -> !text.contains(STAR)).toList();
  }

  /** Whether there are some with a {@code *}, besides a lone one. */
  boolean hasPatterns() {
    return texts.stream().anyMatch(text -> text.contains(STAR) && !text.equals(STAR));
  }

  /** Those without a {@code *}, then the others with something in its place. */
  public List<String> filled(String anything) {
    return texts.stream()
        .filter(text -> !text.equals(STAR))
        .sorted((one, other) -> Boolean.compare(one.contains(STAR), other.contains(STAR)))
        .map(text -> text.replace(STAR, anything))
        .toList();
  }

  @Override
  public String toString() {
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }
}
