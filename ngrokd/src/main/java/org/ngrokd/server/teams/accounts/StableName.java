package org.ngrokd.server.teams.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The subdomain that an account has for ever, made from what a provider calls its person: by
 * pgrok's rule, and then so that it is one label of a host name. pgrok keeps a dot, which would
 * make two labels, for which a {@code *.example.com} certificate is not good: here it becomes a
 * hyphen; and a hyphen at the end goes.
 */
public final class StableName {
  private static final int LONGEST = 63;

  private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9_.-]");
  private static final Pattern RUN = Pattern.compile("[-.]{2,}");
  private static final Pattern ENDS = Pattern.compile("^[-.]+|[-.]+$");

  /** What would look like somebody's second tunnel. */
  private static final Pattern SECOND = Pattern.compile("^([0-9a-f]{32}-)+(?=.)");

  private StableName() {}

  /**
   * The name of an identifier; of an e-mail address its local part counts.
   *
   * @return empty when nothing is left of it
   */
  public static Optional<String> of(String identifier) {
    String name = STRANGE.matcher(localPart(identifier)).replaceAll("-");
    name = RUN.matcher(name).replaceAll("-").replace('.', '-');
    name = trimmed(name).toLowerCase(Locale.ROOT);
    name = SECOND.matcher(name).replaceFirst("");
    name = trimmed(name.substring(0, Math.min(LONGEST, name.length())));
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  /** With two of them it is no address. */
  private static String localPart(String identifier) {
    int at = identifier.indexOf('@');
    return at >= 0 && at == identifier.lastIndexOf('@') ? identifier.substring(0, at) : identifier;
  }

  private static String trimmed(String name) {
    return ENDS.matcher(name).replaceAll("");
  }

  /** The name itself, or the first of {@code name-2}, {@code name-3}, … that nobody has. */
  public static String free(String name, Predicate<String> isTaken) {
    String free = name;
    for (int i = 2; isTaken.test(free); i++) {
      String end = "-" + i;
      free = trimmed(name.substring(0, Math.min(name.length(), LONGEST - end.length()))) + end;
    }
    return free;
  }
}
