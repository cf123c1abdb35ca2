package org.ngrokd.streams.net;

import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether one event loop still turns: it is asked now and then, by a task of its own.
 *
 * <p>Confined to the watchdog's thread, but for what the task says.
 */
final class LoopPulse {
  private final EventExecutor loop;
  private volatile boolean isAnswered = true;
  private volatile @Nullable Thread thread;
  private int misses;

  LoopPulse(EventExecutor loop) {
    this.loop = loop;
  }

  /**
   * Looks whether the last question was answered, and asks the next one.
   *
   * @param isOnTime whether the watchdog itself ran as it should since it looked last; if not, an
   *     answer cannot be expected either
   * @param most how many times in a row there may be no answer
   * @return what is wrong with the loop; empty when nothing is
   */
  Optional<String> look(boolean isOnTime, int most) {
    if (loop.isShuttingDown()) {
      return Optional.of("has ended");
    }
    if (isAnswered) {
      misses = 0;
      return ask();
    }
    misses += isOnTime ? 1 : 0;
    return misses >= most ? Optional.of("does not turn any more") : Optional.empty();
  }

  private Optional<String> ask() {
    isAnswered = false;
    try {
      loop.execute(this::answer);
      return Optional.empty();
    } catch (RejectedExecutionException e) {
      return Optional.of("has ended");
    }
  }

  private void answer() {
    thread = Thread.currentThread();
    isAnswered = true;
  }

  /** What its thread is doing, as a failure with that stack. */
  Throwable whereItIs() {
    Thread known = thread;
    return known == null ? new Stack("a thread that never answered") : new Stack(known);
  }

  /** Not a failure, but printed like one. */
  private static final class Stack extends Throwable {
    private static final long serialVersionUID = 1L;

    Stack(String what) {
      super(what, null, false, false);
    }

    Stack(Thread thread) {
      super(thread.getName() + " is " + thread.getState(), null, false, true);
      setStackTrace(thread.getStackTrace());
    }
  }
}
