package org.ngrokd.server.teams.signin;

import java.util.Locale;
import java.util.Optional;

/**
 * A code that a person reads from one screen and types at another: 8 letters without vowels, which
 * make no words, shown as XXXX-XXXX. Immutable.
 */
record UserCode(String letters) {
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;
  private static final int HALF = LENGTH / 2;

  /** What people type between the letters is at most as long again. */
  private static final int LONGEST_TYPED = 2 * LENGTH;

  static UserCode random() {
    StringBuilder letters = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      letters.append(LETTERS.charAt(Secrets.randomBelow(LETTERS.length())));
    }
    return new UserCode(letters.toString());
  }

  /** What somebody typed, however they wrote it; empty when it can be no code. */
  static Optional<UserCode> typed(String text) {
    if (text.length() > LONGEST_TYPED) {
      return Optional.empty();
    }
    String letters = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    return letters.length() == LENGTH
            && letters.chars().allMatch(each -> LETTERS.indexOf(each) >= 0)
        ? Optional.of(new UserCode(letters))
        : Optional.empty();
  }

  /** It finds the one whose second half was typed wrong. */
  String firstHalf() {
    return letters.substring(0, HALF);
  }

  /** As it is shown. */
  String shown() {
    return firstHalf() + "-" + letters.substring(HALF);
  }
}
