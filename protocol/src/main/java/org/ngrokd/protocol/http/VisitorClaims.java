package org.ngrokd.protocol.http;

import java.util.List;
import java.util.Locale;

/**
 * Headers in which a request says where it comes from. Local services believe them, so a stranger's
 * never reach one. Programs that hand headers on as variables take {@code _} for {@code -}.
 */
public final class VisitorClaims {
  private static final String FAMILY = "x-forwarded-";
  private static final List<String> RELATIVES = List.of("forwarded", "x-real-ip");

  /** What a trailer must not bring either: it decides how the request itself is read. */
  private static final List<String> OF_THE_HEAD =
      List.of("content-length", "transfer-encoding", "host");

  private VisitorClaims() {}

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

  /** Whether a trailer of this name is no trailer but a part of the head that comes too late. */
  static boolean isOfTheHead(String name) {
    return isClaim(name) || OF_THE_HEAD.contains(canonical(name));
  }

  private static boolean mayBeClaim(char first) {
    return first == 'x' || first == 'X' || first == 'f' || first == 'F';
  }

  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
