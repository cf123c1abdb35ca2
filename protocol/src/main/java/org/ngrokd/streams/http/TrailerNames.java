package org.ngrokd.streams.http;

import java.util.Set;

/**
 * Names that a request's trailer must not have: what is believed of a head must stand in the head,
 * where it is judged. Programs that merge trailers into the headers would take a visitor's word for
 * who it is, where the request goes or where its body ends. RFC 9110, 6.5.1.
 */
final class TrailerNames {
  /** What tells of the visitor, however the name goes on. */
  private static final String FAMILY = "x-forwarded-";

  private static final Set<String> BARRED =
      Set.of(
          "forwarded",
          "x-real-ip",
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "http2-settings",
          "expect",
          "authorization",
          "proxy-authorization",
          "cookie");

  /** The longest of them; of longer names only the beginning matters. */
  private static final int LONGEST = 32;

  private final StringBuilder name = new StringBuilder(LONGEST);

  /** One more character of a name; programs may take _ for -. */
  void add(byte b) {
    if (name.length() < LONGEST) {
      char lower = Character.toLowerCase((char) b);
      name.append(lower == '_' ? '-' : lower);
    }
  }

  /** The name is complete. */
  void end() throws BadMessageException {
    String whole = name.toString();
    name.setLength(0);
    if (whole.startsWith(FAMILY) || BARRED.contains(whole)) {
      throw new BadMessageException("a trailer named " + whole);
    }
  }
}
