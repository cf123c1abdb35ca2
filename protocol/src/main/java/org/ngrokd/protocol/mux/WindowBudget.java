package org.ngrokd.protocol.mux;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all windows of a program together may grow beyond what a stream begins with: what a peer
 * is allowed to send has to fit into memory when its receiver stops taking it. Safe from any
 * thread.
 */
public final class WindowBudget {
  private static final int PART = 4;

  private final AtomicLong left;

  /**
   * @param bytes the growth of all windows together
   */
  public WindowBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** A part of the memory that this process may use for buffers. */
  public static WindowBudget ofProcess() {
    return new WindowBudget(PlatformDependent.maxDirectMemory() / PART);
  }

  /**
   * Takes some.
   *
   * @return how much of it there was, in bytes
   */
  int take(int wanted) {
    long before = left.getAndUpdate(now -> now - Math.min(now, wanted));
    return (int) Math.min(before, wanted);
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }
}
