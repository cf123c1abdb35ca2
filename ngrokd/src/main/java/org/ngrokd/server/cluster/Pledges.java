package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What this server has promised other nodes while the engine is away: for a lease it does not bury
 * whoever has its word, and has no name that it did not have before. And whom it has begun to bury:
 * they never get its word. Safe from any thread.
 */
final class Pledges {
  private final Duration length;
  private final LongSupplier nanos;
  private final Map<String, Long> until = new HashMap<>();
  private final Set<String> buried = new HashSet<>();

  /**
   * @param length of a lease
   */
  Pledges(Duration length, LongSupplier nanos) {
    this.length = length;
    this.nanos = nanos;
  }

  /**
   * Gives this server's word, from now on.
   *
   * @return false when it is not given
   */
  synchronized boolean give(String node) {
    if (buried.contains(node)) {
      return false;
    }
    until.put(node, nanos.getAsLong() + length.toNanos());
    return true;
  }

  /** A node does not need it any more. */
  synchronized void free(String node) {
    until.remove(node);
  }

  /** Whether anybody has it. */
  synchronized boolean isBound() {
    until.values().removeIf(end -> nanos.getAsLong() - end >= 0);
    return !until.isEmpty();
  }

  /**
   * A node is to be buried: from now on it does not get this server's word.
   *
   * @return false while it has it
   */
  synchronized boolean buries(String node) {
    if (isBound() && until.containsKey(node)) {
      return false;
    }
    buried.add(node);
    return true;
  }

  /** Those who are left; of others nobody asks, or they are refused anyway. */
  synchronized void keep(Set<String> living) {
    buried.retainAll(living);
  }
}
