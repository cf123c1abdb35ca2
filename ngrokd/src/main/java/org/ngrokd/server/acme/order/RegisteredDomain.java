package org.ngrokd.server.acme.order;

import java.util.Set;

/**
 * The part of a name that somebody has registered, about: the last two labels, or three where the
 * last two are a country's second level, as co.uk. A list of all suffixes would be exact; for a
 * budget that is below the CA's it need not be.
 */
final class RegisteredDomain {
  private static final Set<String> SECOND_LEVELS =
      Set.of("co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "gob", "nom");

  private RegisteredDomain() {}

  static String of(String name) {
    String[] labels = name.split("\\.", -1);
    int last = labels.length - 1;
    if (labels.length <= 2) {
      return name;
    }
    boolean isCountry = labels[last].length() == 2 && SECOND_LEVELS.contains(labels[last - 1]);
    String two = labels[last - 1] + "." + labels[last];
    return isCountry ? labels[last - 2] + "." + two : two;
  }
}
