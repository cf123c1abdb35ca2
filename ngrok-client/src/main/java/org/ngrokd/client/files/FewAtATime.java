package org.ngrokd.client.files;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs so many tasks at a time on threads of another executor, the others wait in their order: a
 * disk that hangs holds no more threads, and no more open files. Safe from any thread.
 */
public final class FewAtATime implements Executor {
  private final Executor threads;
  private final int most;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  public FewAtATime(Executor threads, int most) {
    this.threads = threads;
    this.most = most;
  }

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    beginOne();
  }

  private void beginOne() {
    int now = running.get();
    while (now < most) {
      if (running.compareAndSet(now, now + 1)) {
        try {
          threads.execute(this::runAll);
        } catch (RuntimeException e) { // the client ends
          running.decrementAndGet();
          throw e;
        }
        return;
      }
      now = running.get();
    }
  }

  private void runAll() {
    try {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    } finally {
      running.decrementAndGet();
    }
    if (!waiting.isEmpty()) { // it came after the last look
      beginOne();
    }
  }
}
