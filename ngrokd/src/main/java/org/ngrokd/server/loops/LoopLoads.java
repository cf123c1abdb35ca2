package org.ngrokd.server.loops;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of a core each event loop has used lately. By its thread's CPU time, not by the time it
 * was not waiting: on a busy machine a thread waits for its turn, too. Measured ten times a second
 * from the moment somebody asks until nothing is done any more, so that an idle server sleeps. Any
 * thread.
 */
final class LoopLoads {
  private static final long INTERVAL_MILLIS = 100;

  /** A share below which a loop does nothing to speak of. */
  private static final double IDLE = 0.01;

  private final List<LongSupplier> cpuTimes;
  private final EventExecutor timer;
  private final long[] before;
  private final double[] shares;
  private boolean measuring;
  private long measuredAt;

  /**
   * @param cpuTimes of each loop's thread so far, in ns; negative when unknown
   * @param timer tells when to measure
   */
  LoopLoads(List<LongSupplier> cpuTimes, EventExecutor timer) {
    this.cpuTimes = cpuTimes;
    this.timer = timer;
    this.before = new long[cpuTimes.size()];
    this.shares = new double[cpuTimes.size()];
  }

  static LoopLoads of(List<EventLoop> loops) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<LongSupplier> cpuTimes =
        loops.stream().<LongSupplier>map(loop -> () -> cpuTime(threads, loop)).toList();
    return new LoopLoads(cpuTimes, loops.get(0));
  }

  private static long cpuTime(ThreadMXBean threads, EventLoop loop) {
    return threads.isThreadCpuTimeSupported() && loop instanceof SingleThreadEventExecutor one
        ? threads.getThreadCpuTime(one.threadProperties().id())
        : -1;
  }

  /** A share of one core for each loop, as measured last. */
  synchronized double[] shares() {
    if (!measuring && !timer.isShuttingDown()) {
      measuring = true;
      look();
      measureSoon();
    }
    return shares.clone();
  }

  private void measureSoon() {
    timer
        .schedule(this::measure, INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
        .addListener(measured -> {});
  }

  private synchronized void measure() {
    look();
    measuring = false;
    for (double share : shares) {
      measuring |= share >= IDLE;
    }
    if (measuring) {
      measureSoon();
    }
  }

  /** A loop of which nothing is known counts as busy: all loops are used then. */
  private void look() {
    long now = timer.ticker().nanoTime();
    long elapsed = Math.max(1, now - measuredAt);
    measuredAt = now;
    for (int i = 0; i < shares.length; i++) {
      long cpu = cpuTimes.get(i).getAsLong();
      shares[i] = cpu < 0 ? 1 : (double) (cpu - before[i]) / elapsed;
      before[i] = cpu;
    }
  }
}
