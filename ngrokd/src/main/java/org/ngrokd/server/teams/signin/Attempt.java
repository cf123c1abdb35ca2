package org.ngrokd.server.teams.signin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that was begun in a browser. Nothing of it is kept here, so that strangers who begin
 * many fill nothing: all of it travels, sealed, as the state, and the browser's cookie shows that
 * it is the one that began. Immutable.
 *
 * @param id under which it is remembered that it was used
 * @param cookieHash of what the browser's cookie holds
 * @param back where to go then, one of our own pages
 */
record Attempt(String id, String provider, String cookieHash, Instant ends, String back) {
  private static final int PARTS = 5;

  /** What an ID token has to say again; nobody can know it without the seal's key. */
  String nonce() {
    return Secrets.hash("nonce " + id);
  }

  /** PKCE's secret: whoever steals the code has no use of it. */
  String verifier() {
    return Secrets.hash("verifier " + id);
  }

  /** The cookie's name: each tab has its own, so that several can sign in at once. */
  String cookieName() {
    return "ngrokd-in-" + Secrets.hash("cookie " + id).substring(0, 8);
  }

  String sealed(Seal seal) {
    String text =
        String.join("\n", id, provider, cookieHash, Long.toString(ends.toEpochMilli()), back);
    return Secrets.text(seal.close(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What was sealed; empty when this was not, or not by us. */
  static Optional<Attempt> opened(Seal seal, String sealed) {
    return seal.open(sealed)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\n", PARTS))
        .filter(parts -> parts.length == PARTS)
        .map(
            parts ->
                new Attempt(
                    parts[0],
                    parts[1],
                    parts[2],
                    Instant.ofEpochMilli(Long.parseLong(parts[3])),
                    parts[4]));
  }
}
