package org.ngrokd.streams.service;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does something now and then as long as every event loop answers: each is asked, and only when the
 * last one has answered it is done, and asked anew a period later. It has no thread of its own; if
 * one loop stands still, so does this.
 */
final class LoopAnswers {
  private final List<EventExecutor> loops = new ArrayList<>();
  private final Duration period;
  private final Runnable then;
  private volatile boolean isOver;

  private LoopAnswers(EventExecutorGroup group, Duration period, Runnable then) {
    group.forEach(loops::add);
    this.period = period;
    this.then = then;
  }

  static LoopAnswers begin(EventExecutorGroup loops, Duration period, Runnable then) {
    LoopAnswers begun = new LoopAnswers(loops, period, then);
    begun.ask();
    return begun;
  }

  private void ask() {
    AtomicInteger left = new AtomicInteger(loops.size());
    try {
      for (EventExecutor loop : loops) {
        loop.execute(
            () -> {
              if (left.decrementAndGet() == 0) {
                answered(loop);
              }
            });
      }
    } catch (RejectedExecutionException e) {
      isOver = true; // they end
    }
  }

  private void answered(EventExecutor loop) {
    if (!isOver) {
      then.run();
      var unused = loop.schedule(this::ask, period.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  void end() {
    isOver = true;
  }
}
