package org.ngrokd.streams.http;

import java.util.List;
import java.util.Locale;

/**
 * Headers in which a request says where it comes from. Local services believe them, so a stranger's
 * never reach one. Programs that hand headers on as variables take {@code _} for {@code -}.
 */
public final class VisitorClaims {
  private static final String FAMILY = "x-forwarded-";
  private static final List<String> RELATIVES = List.of("forwarded", "x-real-ip");

  private VisitorClaims() {}

  /** Whether any of these lines is one. */
  public static boolean areIn(HeaderLines lines) {
    for (int line = 0; line < lines.size(); line++) {
      if (isClaim(lines, line)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this line is one. */
  public static boolean isClaim(HeaderLines lines, int line) {
    return mayBeClaim(lines.initial(line)) && isClaim(lines.name(line));
  }

  /** Whether a header of this name is one. */
  public static boolean isClaim(String name) {
    if (name.isEmpty() || !mayBeClaim(name.charAt(0))) { // nearly always
      return false;
    }
    String canonical = canonical(name);
    return canonical.startsWith(FAMILY) || RELATIVES.contains(canonical);
  }

  private static boolean mayBeClaim(char first) {
    return first == 'x' || first == 'X' || first == 'f' || first == 'F';
  }

  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
