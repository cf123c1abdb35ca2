package org.ngrokd.server.acme.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the CA was asked lately: kept, so that a server that starts again and again does not use up
 * what the CA allows. Blocks. Safe from any thread.
 *
 * <p>What cannot be written is told in the log, and nobody waits for it: certificates matter more.
 */
public interface OrderNotes {
  /**
   * An order that counts.
   *
   * @param domain the registered domain of its name; "" for one that brought no certificate
   * @param at when; no two of a server are at the same time
   */
  record Ordered(String domain, Instant at) {
    /** It brought no certificate. */
    public Ordered inVain() {
      return new Ordered("", at);
    }
  }

  /**
   * An order is not repeated for a while.
   *
   * @param order the name, and which kind of key
   * @param length the next one is twice as long
   */
  record Paused(String order, Duration length, Instant end) {}

  /** The orders since then; older ones are forgotten. */
  List<Ordered> ordered(Instant since);

  void ordered(Ordered order);

  /** An order that was noted brought no certificate. */
  void inVain(Ordered order);

  /** The pauses that ended since then or last on; older ones are forgotten. */
  List<Paused> paused(Instant since);

  /** Notes it in place of the one before. */
  void paused(Paused pause);

  /** The order has worked, or nobody is to wait for it any more. */
  void unpaused(String order);

  /** Whether other servers' orders are noted here, too. */
  default boolean areShared() {
    return false;
  }
}
