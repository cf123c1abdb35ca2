package org.ngrokd.kit.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody probably meant. */
public final class Suggestion {
  /** More typing errors than this are another word, and so are as many as there are letters. */
  private static final int FARTHEST = 3;

  private Suggestion() {}

  /** Two typing errors in a long word are a misspelling, in a short one another word. */
  private static final int NEAR = 2;

  private static final int LONG = 5;

  /** {@code Did you mean 'auth_token'? Allowed: …}, for a key that is not known. */
  public static String text(String typed, Collection<String> allowed) {
    return text(typed, allowed, "Allowed");
  }

  /**
   * {@code Did you mean 'web'? There are: web, api}.
   *
   * @param heading what stands before the list
   */
  public static String text(String typed, Collection<String> known, String heading) {
    String list = heading + ": " + String.join(", ", known);
    return known.stream()
        .filter(word -> distance(typed, word) <= Math.min(FARTHEST, typed.length() - 1))
        .min(Comparator.comparingInt(word -> distance(typed, word)))
        .map(word -> "Did you mean '" + word + "'? " + list)
        .orElse(list);
  }

  /** Whether a word is most likely one of these, misspelt. */
  public static boolean isNear(String typed, Collection<String> words) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(word -> word.length() > LONG && distance(lower, word) <= NEAR);
  }

  /** Insertions, deletions and replacements between two words (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
