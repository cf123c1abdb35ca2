package org.ngrokd.server.ssh.words;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.ngrokd.kit.text.Printable;

/**
 * A name that is asked for; all "" means any.
 *
 * @param text as it is written, in lower case and without a final dot
 * @param hostname the whole of it, where it has a dot and is not below a domain of the server
 * @param subdomain else
 */
record AskedName(String text, String hostname, String subdomain) {
  static final int LONGEST = 253;

  private static final AskedName ANY = new AskedName("", "", "");

  /** What OpenSSH sends for no name, and what people write for it. */
  private static final Set<String> MEAN_ANY = Set.of("", "localhost", "*", "0.0.0.0", "::");

  /** Reads a bind name, or a name in an option. */
  static AskedName of(String typed, Predicate<String> isOurDomain) throws BadForwardException {
    if (typed.length() > LONGEST) {
      throw new BadForwardException("the name has more than " + LONGEST + " characters");
    }
    if (MEAN_ANY.contains(typed.toLowerCase(Locale.ROOT))) {
      return ANY;
    }
    String name = checked(typed);
    if (isOurDomain.test(name)) {
      return ANY; // as at ngrok: the server's own name stands for no name in particular
    }
    int dot = name.indexOf('.');
    if (dot < 0) {
      return new AskedName(name, "", name);
    }
    for (int i = dot; i >= 0; i = name.indexOf('.', i + 1)) {
      if (isOurDomain.test(name.substring(i + 1))) {
        return new AskedName(name, "", name.substring(0, i));
      }
    }
    return new AskedName(name, name, "");
  }

  private static String checked(String typed) throws BadForwardException {
    try {
      return OptionValues.name(typed);
    } catch (IllegalArgumentException e) {
      String reason =
          typed.indexOf(':') >= 0
              ? "'" + Printable.field(typed) + "' is an address, not a name; leave it away"
              : String.valueOf(e.getMessage());
      throw new BadForwardException(reason);
    }
  }

  boolean isAny() {
    return text.isEmpty();
  }
}
