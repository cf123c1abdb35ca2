package org.ngrokd.server.limits;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The file descriptors of this process. Counting them takes a look into the system, so that is done
 * from time to time; in between, the connections that came and went are added. Safe from any
 * thread.
 */
public final class Descriptors {
  /** Kept free for what is no connection of a visitor: clients, files, the program itself. */
  private static final int SMALLEST_RESERVE = 64;

  private static final int RESERVE_PART = 20; // 5 %

  /** A visitor's own connection and the proxy connection that is opened for it. */
  private static final int PER_VISITOR = 2;

  private final long max;
  private final LongSupplier system;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile long others;

  /**
   * @param max how many the process may have; {@code Long.MAX_VALUE} when that is not known
   * @param system counts those that are open now
   */
  public Descriptors(long max, LongSupplier system) {
    this.max = max;
    this.system = system;
    measure();
  }

  /** Those of this process. */
  public static Descriptors ofProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new Descriptors(unix.getMaxFileDescriptorCount(), unix::getOpenFileDescriptorCount)
        : new Descriptors(Long.MAX_VALUE, () -> 0);
  }

  /** Looks into the system. Not on an event loop. */
  public void measure() {
    int before = connections.get();
    long open;
    try {
      open = system.getAsLong();
    } catch (InternalError e) { // the JDK's way to say that it could not even open the directory
      open = max;
    }
    others = open - before;
  }

  void opened() {
    connections.incrementAndGet();
  }

  void closed() {
    connections.decrementAndGet();
  }

  /** How many are open, as far as is known without a look into the system. */
  public long open() {
    return others + connections.get();
  }

  /** How many there may be. */
  public long max() {
    return max;
  }

  long reserve() {
    return Math.max(SMALLEST_RESERVE, max / RESERVE_PART);
  }

  /** For how many visitors there are descriptors, at start. */
  int visitors() {
    long some = (max - reserve() - open()) / PER_VISITOR;
    return (int) Math.max(1, Math.min(some, Integer.MAX_VALUE));
  }
}
