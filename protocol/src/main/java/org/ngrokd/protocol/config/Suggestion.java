package org.ngrokd.protocol.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody probably meant. */
public final class Suggestion {
  /** More typing errors than this are another word. */
  private static final int FARTHEST = 3;

  private Suggestion() {}

  /** {@code Did you mean 'auth_token'? Allowed: …}, for a key that is not known. */
  public static String text(String typed, Collection<String> allowed) {
    String list = "Allowed: " + String.join(", ", allowed);
    return allowed.stream()
        .filter(word -> distance(typed, word) <= FARTHEST)
        .min(Comparator.comparingInt(word -> distance(typed, word)))
        .map(word -> "Did you mean '" + word + "'? " + list)
        .orElse(list);
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
