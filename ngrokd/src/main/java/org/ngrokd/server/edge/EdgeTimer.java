package org.ngrokd.server.edge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One deadline that changes often: setting and clearing it costs next to nothing, because a task
 * that comes too early looks again later.
 *
 * <p>Confined to its event loop.
 */
public final class EdgeTimer {
  private final EventExecutor loop;
  private @Nullable ScheduledFuture<?> task;
  private long taskAt;
  private long deadline;
  private @Nullable Runnable expired;

  public EdgeTimer(EventExecutor loop) {
    this.loop = loop;
  }

  /** Runs the action after this time, unless it is set anew or cleared before. */
  public void set(Duration time, Runnable action) {
    setAt(loop.ticker().nanoTime() + time.toNanos(), action);
  }

  /** The same at this moment of the loop's ticker. */
  public void setAt(long nanos, Runnable action) {
    deadline = nanos;
    expired = action;
    if (task != null && taskAt - deadline > 0) {
      task.cancel(false);
      task = null;
    }
    if (task == null) {
      schedule();
    }
  }

  public void clear() {
    expired = null;
  }

  /** Ends it for good. */
  public void stop() {
    clear();
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  private void schedule() {
    taskAt = deadline;
    long wait = Math.max(0, deadline - loop.ticker().nanoTime());
    task = loop.schedule(this::look, wait, TimeUnit.NANOSECONDS);
  }

  private void look() {
    task = null;
    Runnable action = expired;
    if (action == null) {
      return;
    }
    if (deadline - loop.ticker().nanoTime() > 0) {
      schedule();
    } else {
      clear();
      action.run();
    }
  }
}
