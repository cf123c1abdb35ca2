package org.ngrokd.server.acme.ca;

import java.io.IOException;
import org.ngrokd.server.acme.challenge.Published;

/** Shows a CA that names are ours. Blocks where it has to. Safe from any thread. */
public interface Solver {
  /** A kind of challenge. */
  enum Kind {
    /** A file by http, port 80. */
    HTTP,
    /** A certificate by TLS, port 443 (RFC 8737). */
    ALPN,
    /** A TXT record; this and the next are the only ones for wildcards. */
    DNS,
    /** A TXT record that stays, for all orders of an account. */
    PERSIST
  }

  /** Whether this kind may work for this name: what it needs is there. */
  boolean can(Kind kind, String name);

  /** Whether DNS is tried first: it is what people have set up for this name. */
  boolean prefersDns(String name);

  /**
   * Answers at {@code http://NAME/.well-known/acme-challenge/TOKEN}.
   *
   * @param answer the key authorization
   */
  Published http(String name, String token, String answer);

  /**
   * Answers by TLS for the name.
   *
   * @param digest SHA-256 of the key authorization
   */
  Published alpn(String name, byte[] digest);

  /**
   * Publishes a TXT record and waits until it can be seen.
   *
   * @param record its name, without a final dot
   * @throws IOException with a line for the user, when that does not happen
   */
  Published dns(String record, String value) throws IOException, InterruptedException;

  /** Whether a TXT record with this text can be seen, or nobody can be asked. */
  boolean isThere(String record, String value);
}
