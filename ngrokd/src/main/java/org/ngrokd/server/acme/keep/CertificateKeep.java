package org.ngrokd.server.acme.keep;

import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ngrokd.certs.Identity;

/**
 * Where certificates are kept, with all that must be the same after a restart. Blocks. Right after
 * a crash at any point: what was put is there whole, or what was there before. Safe from any
 * thread.
 */
public interface CertificateKeep extends AutoCloseable {
  /**
   * A certificate that is kept.
   *
   * @param name its first, in lower case: "*.example.com" for a wildcard; with a key of RSA beside
   *     one of another kind both are kept
   * @param usedAt when somebody had the name last
   */
  record Kept(String name, Identity identity, Instant usedAt) {
    /** The certificate's serial number, in hexadecimal digits. */
    public String serial() {
      return identity.leaf().getSerialNumber().toString(16);
    }

    /** Whether its key is of RSA. */
    public boolean isRsa() {
      return identity.key().getAlgorithm().equals("RSA");
    }
  }

  /** All of them; one that cannot be read is told in the log and left out. */
  List<Kept> all();

  /** What is kept of one name now: other servers may keep theirs here, too. */
  List<Kept> find(String name);

  /**
   * Which names are kept now, where other servers may keep theirs, too.
   *
   * @return with the serial numbers of their certificates; empty: nobody else keeps any here
   */
  default Optional<Map<String, Set<String>>> shared() {
    return Optional.empty();
  }

  /** Whether other servers keep theirs here, too. */
  default boolean isShared() {
    return false;
  }

  /** Notes for the server that runs, or the next: it is to get the certificate of a name anew. */
  void ask(String name);

  /** The names that were noted so; noted no more. */
  Set<String> takeAsked();

  /** Keeps it in place of what had its name and kind of key. */
  void put(Kept certificate);

  /** Forgets what has this name. */
  void remove(String name);

  /** Notes that somebody has the name. */
  void used(String name, Instant at);

  /** What the CA was asked lately. */
  OrderNotes notes();

  /**
   * Has the order for a name to itself, where other servers keep theirs here, too.
   *
   * @param order the name, and which kind of key
   * @param now by our clock
   * @param until when it is given back whatever happens
   * @return false while another server has it
   */
  default boolean claim(String order, Instant now, Instant until) {
    return true;
  }

  /** The order is over. */
  default void release(String order) {}

  /** Frees what it has; nothing is asked after it. */
  @Override
  default void close() {}

  /** The key of our account at this CA; made where there is none. */
  KeyPair accountKey(String ca, Supplier<KeyPair> made);
}
