package org.ngrokd.protocol.mux;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.ngrokd.streams.memory.MemoryBudget;

/**
 * How much all windows of a program together may grow beyond what a stream begins with: what a peer
 * is allowed to send has to fit into memory when its receiver stops taking it. Safe from any
 * thread.
 */
public final class WindowBudget {
  private static final int PART = 2;

  private final AtomicLong left;
  private final BooleanSupplier isShort;

  /**
   * @param bytes the growth of all windows together
   */
  public WindowBudget(long bytes) {
    this(bytes, () -> false);
  }

  private WindowBudget(long bytes, BooleanSupplier isShort) {
    this.left = new AtomicLong(bytes);
    this.isShort = isShort;
  }

  /**
   * A part of what may wait in this process.
   *
   * @param memory what really waits: while it is short, no window grows
   */
  public static WindowBudget of(MemoryBudget memory) {
    return new WindowBudget(memory.total() / PART, memory::isShort);
  }

  /** Whether memory is short. */
  boolean isShort() {
    return isShort.getAsBoolean();
  }

  /**
   * Takes some.
   *
   * @return how much of it there was, in bytes
   */
  int take(int wanted) {
    if (isShort()) {
      return 0;
    }
    long before = left.getAndUpdate(now -> now - Math.min(now, wanted));
    return (int) Math.min(before, wanted);
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }
}
