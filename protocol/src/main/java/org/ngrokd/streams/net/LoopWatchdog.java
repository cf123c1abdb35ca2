package org.ngrokd.streams.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a program when one of its event loops does not turn any more: a process that lives and does
 * nothing is worse than one that ends, for nobody starts it again. For programs only; a library
 * must not end its host.
 *
 * <p>It has one thread of its own, and costs each loop a task every five seconds. The same thread
 * sees to it that an {@link IdleHeap} gives memory back.
 */
public final class LoopWatchdog implements AutoCloseable {
  /** How often it looks. */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /**
   * How often in a row a loop may not answer, half a minute together. Nothing on a loop takes a
   * second; but a machine that swaps may need many, and by now every client has given up.
   */
  static final int MOST_MISSES = 6;

  private static final Logger LOG = LoggerFactory.getLogger(LoopWatchdog.class);

  private final List<LoopPulse> pulses = new ArrayList<>();
  private final long period;
  private final Runnable end;
  private final IdleHeap heap = new IdleHeap(System::gc);
  private final Thread thread = new Thread(this::watch, "watchdog");
  private volatile boolean isOver;
  private long lookedAt;

  LoopWatchdog(EventExecutorGroup loops, long now, Runnable end) {
    for (EventExecutor loop : loops) {
      pulses.add(new LoopPulse(loop));
    }
    this.period = PERIOD.toNanos();
    this.lookedAt = now;
    this.end = end;
  }

  /**
   * Watches the loops until it is closed.
   *
   * @param end ends the program at once; on the watchdog's thread, after the reason is in the log
   */
  public static LoopWatchdog watch(EventExecutorGroup loops, Runnable end) {
    LoopWatchdog watchdog = new LoopWatchdog(loops, System.nanoTime(), end);
    watchdog.thread.setDaemon(true);
    watchdog.thread.start();
    return watchdog;
  }

  private void watch() {
    while (!isOver) {
      try {
        look(System.nanoTime());
        heap.look();
        TimeUnit.NANOSECONDS.sleep(period);
      } catch (InterruptedException e) {
        return; // closed
      } catch (OutOfMemoryError e) {
        // There may be some at the next look; it is those who need memory that have to end.
      }
    }
  }

  /**
   * Looks at each loop.
   *
   * @param now in nanoseconds; when more time has passed than this thread sleeps, the machine was
   *     suspended, or the process was stopped, and the loops with it
   */
  void look(long now) {
    boolean isOnTime = now - lookedAt < 2 * period;
    lookedAt = now;
    for (LoopPulse pulse : pulses) {
      Optional<String> wrong = pulse.look(isOnTime, MOST_MISSES);
      if (wrong.isPresent() && !isOver) {
        isOver = true;
        tell(pulse, wrong.get());
        end.run();
      }
    }
  }

  private static void tell(LoopPulse pulse, String wrong) {
    try {
      LOG.error(
          "An event loop {}: its connections are dead. The program ends, to be started again",
          wrong,
          pulse.whereItIs());
    } catch (OutOfMemoryError e) {
      // Ending is what matters.
    }
  }

  /** Before the loops are shut down in order. */
  @Override
  public void close() {
    isOver = true;
    thread.interrupt();
  }
}
