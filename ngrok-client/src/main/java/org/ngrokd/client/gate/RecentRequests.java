package org.ngrokd.client.gate;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How many requests ended in the last ten seconds, and how many failed. Not thread safe. */
final class RecentRequests {
  /** One slot for each second. */
  private static final int SLOTS = 10;

  /** Fewer say nothing of a service. */
  private static final int ENOUGH = 10;

  private final int[] all = new int[SLOTS];
  private final int[] failed = new int[SLOTS];
  private long second = Long.MIN_VALUE;

  /** One ended; the clock is in nanoseconds. */
  void add(long now, boolean hasFailed) {
    moveTo(Math.floorDiv(now, TimeUnit.SECONDS.toNanos(1)));
    int slot = slot(second);
    all[slot]++;
    failed[slot] += hasFailed ? 1 : 0;
  }

  private void moveTo(long now) {
    if (second == Long.MIN_VALUE || now - second >= SLOTS) {
      clear();
    } else {
      for (long each = second + 1; each <= now; each++) {
        all[slot(each)] = 0;
        failed[slot(each)] = 0;
      }
    }
    second = now;
  }

  private static int slot(long second) {
    return (int) Math.floorMod(second, (long) SLOTS);
  }

  /** As of the last one that ended. */
  int all() {
    return sum(all);
  }

  int failed() {
    return sum(failed);
  }

  boolean isEnough() {
    return all() >= ENOUGH;
  }

  private static int sum(int[] slots) {
    int sum = 0;
    for (int each : slots) {
      sum += each;
    }
    return sum;
  }

  void clear() {
    Arrays.fill(all, 0);
    Arrays.fill(failed, 0);
  }
}
