package org.ngrokd.server.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of places for each address. Knows only the addresses that hold some now. Safe
 * from any thread.
 */
final class PlacesByAddress {
  private volatile int mostEach;
  private final Map<AddressBlock, Integer> taken = new ConcurrentHashMap<>();

  /**
   * @param mostEach how many an address may have; 0 for any number
   */
  PlacesByAddress(int mostEach) {
    this.mostEach = mostEach;
  }

  /** From now on an address may have so many, 0 for any number; who has one keeps it. */
  void mostEach(int other) {
    mostEach = other;
  }

  /**
   * Takes a place.
   *
   * @return what gives it back, once, however often it is run; null when the address has all it may
   */
  @Nullable Runnable take(AddressBlock address) {
    AtomicBoolean refused = new AtomicBoolean();
    taken.compute(
        address,
        (block, before) -> {
          int count = before == null ? 0 : before;
          refused.set(mostEach > 0 && count >= mostEach);
          return refused.get() ? before : Integer.valueOf(count + 1);
        });
    return refused.get() ? null : leaving(address);
  }

  private Runnable leaving(AddressBlock address) {
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        taken.computeIfPresent(address, (block, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  /** How many places are taken, by all addresses. */
  int total() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many addresses hold places. */
  int addresses() {
    return taken.size();
  }
}
