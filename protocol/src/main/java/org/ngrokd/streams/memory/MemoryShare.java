package org.ngrokd.streams.memory;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What waits for one address, tunnel or client, while there is any of it. Guarded by its budget's
 * lock.
 */
final class MemoryShare {
  private final ShareKind.Key key;
  private final long most;
  private final Set<Holding> holdings = new LinkedHashSet<>();
  private long used;
  private long going;

  /**
   * @param most how much it may be, in bytes
   */
  MemoryShare(ShareKind.Key key, long most) {
    this.key = key;
    this.most = most;
  }

  ShareKind.Key key() {
    return key;
  }

  Set<Holding> holdings() {
    return holdings;
  }

  void add(long bytes) {
    used += bytes;
  }

  /** Nothing waits for it now. */
  boolean isEmpty() {
    return used == 0;
  }

  /** So much of it belongs to connections that were told to end. */
  void addGoing(long bytes) {
    going += bytes;
  }

  /** What waits, without what is going. */
  long staying() {
    return used - going;
  }

  boolean isAbove() {
    return staying() > most;
  }

  /** Half of it is used: what belongs to it lets less wait. */
  boolean isPressed() {
    return staying() > most / 2;
  }

  /** It is out of that for good. */
  boolean isRelaxed() {
    return staying() < most / 4;
  }

  /** How much is too much, and a bit more: the next byte is not to meet the limit again. */
  long excess() {
    return staying() - (most - most / MemoryBudget.ROOM);
  }
}
