package org.ngrokd.client.reuse;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections may wait at once. Any thread. */
final class KeptRoom {
  private final int most;
  private final AtomicInteger taken = new AtomicInteger();

  KeptRoom(int most) {
    this.most = most;
  }

  /** Takes a place; false when there is none. */
  boolean take() {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  void free() {
    taken.decrementAndGet();
  }

  /** How many wait. */
  int taken() {
    return taken.get();
  }
}
