package org.ngrokd.streams.net;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that nothing ends but its shutdown. Netty's rethrows what is an Error from looking
 * for events, and meets it in tasks by a line in the log, which may need the memory that is
 * missing: its thread ends, and with it every connection that it had, while the process lives on.
 *
 * <p>Met are events of sockets ({@link GuardedIoHandler}, one by one), looking for them, tasks, and
 * timers: Netty keeps to itself what a timer throws, and a periodic one would never come again.
 */
final class GuardedEventLoop extends SingleThreadIoEventLoop {
  /** A loop that fails in each turn would need a processor for itself. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final LoopFailures failures;
  private final Task task = new Task();
  private boolean looksOnceMore = true;

  GuardedEventLoop(
      IoEventLoopGroup parent, Executor executor, IoHandlerFactory io, LoopFailures failures) {
    super(parent, executor, GuardedIoHandler.factory(io, failures));
    this.failures = failures;
  }

  LoopFailures failures() {
    return failures;
  }

  /**
   * What was ready and not looked at is ready in the next turn too, for sockets stay ready until
   * they were read; a wake-up that was missed costs a second, after which Netty looks by itself.
   */
  @Override
  protected int runIo() {
    try {
      return super.runIo();
    } catch (Throwable failure) {
      failures.met(failure, "looking for events");
      LockSupport.parkNanos(PAUSE);
      return 0;
    }
  }

  /** Tasks that were not reached are still queued, so the next turn does not wait for events. */
  @Override
  protected boolean runAllTasks(long nanos) {
    try {
      return super.runAllTasks(nanos);
    } catch (Throwable failure) {
      failures.met(failure, "tasks");
      return true;
    }
  }

  /**
   * Netty's closes its sockets in the turn after it was told to end, and with no quiet time, told
   * so by a task of the turn before, takes no more turns: what has come and waits in them would
   * never be released.
   */
  @Override
  protected boolean confirmShutdown() {
    if (looksOnceMore && isShuttingDown()) {
      looksOnceMore = false;
      addTask(() -> {}); // or that turn would wait for an event, which may be seconds away
      return false;
    }
    return super.confirmShutdown();
  }

  @Override
  protected @Nullable Runnable pollTask() {
    Runnable next = super.pollTask();
    return next == null ? null : task.of(next);
  }

  /**
   * The task whose turn it is, guarded. One object for all: the next is asked for when it is done.
   */
  private final class Task implements Runnable {
    private @Nullable Runnable work;

    Task of(Runnable next) {
      work = next;
      return this;
    }

    @Override
    public void run() {
      Runnable current = Objects.requireNonNull(work);
      work = null;
      try {
        current.run();
      } catch (Throwable failure) {
        meet(failure, current);
      }
    }
  }

  private void meet(Throwable failure, Runnable work) {
    if (work instanceof ChannelTask of) {
      failures.met(failure, of.channel());
    } else {
      failures.met(failure, "a task");
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return super.schedule(once(work), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    Callable<V> guarded =
        () -> {
          try {
            return work.call();
          } catch (Throwable failure) {
            failures.met(failure, "a timer");
            throw failure;
          }
        };
    return super.schedule(guarded, delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long first, long period, TimeUnit unit) {
    return super.scheduleAtFixedRate(again(work), first, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long first, long pause, TimeUnit unit) {
    return super.scheduleWithFixedDelay(again(work), first, pause, unit);
  }

  /** Its future still tells those who asked. */
  private Runnable once(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable failure) {
        meet(failure, work);
        throw failure;
      }
    };
  }

  private Runnable again(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable failure) {
        meet(failure, work);
      }
    };
  }
}
