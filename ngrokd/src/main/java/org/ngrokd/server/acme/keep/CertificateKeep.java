package org.ngrokd.server.acme.keep;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.ngrokd.certs.Identity;

/**
 * Where certificates are kept, with all that must be the same after a restart. Blocks. Right after
 * a crash at any point: what was put is there whole, or what was there before. Safe from any thread.
 */
public interface CertificateKeep {
  /**
   * A certificate that is kept.
   *
   * @param name its first, in lower case: "*.example.com" for a wildcard; with a key of RSA beside
   *     one of another kind both are kept
   * @param usedAt when somebody had the name last
   */
  record Kept(String name, Identity identity, Instant usedAt) {}

  /** All of them; one that cannot be read is told in the log and left out. */
  List<Kept> all();

  /** Keeps it in place of what had its name and kind of key. */
  void put(Kept certificate);

  /** Forgets what has this name. */
  void remove(String name);

  /** Notes that somebody has the name. */
  void used(String name, Instant at);

  /** The key of our account at this CA; made where there is none. */
  KeyPair accountKey(String ca, Supplier<KeyPair> made);
}
