package org.ngrokd.server.notices;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells notices one after the other, on a thread of its own: who is slow or away holds up nothing
 * else. So many may wait; what is more is dropped and counted. Safe from any thread.
 */
final class Telling implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  /** Each is less than a KiB. */
  static final int MOST_WAITING = 1000;

  private final BlockingQueue<Notice> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final List<Target> targets;
  private final List<Duration> pauses;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong untold = new AtomicLong();
  private final Thread thread = new Thread(this::run, "ngrokd-notify-tells");

  /**
   * @param pauses before each further try
   */
  Telling(List<Target> targets, List<Duration> pauses) {
    this.targets = targets;
    this.pauses = pauses;
    thread.setDaemon(true);
    thread.start();
  }

  /** Has it told; or drops it, when too many wait already. */
  void add(Notice notice) {
    if (!waiting.offer(notice)) {
      dropped.incrementAndGet();
    }
  }

  /** How many were dropped, because those before were told too slowly. */
  long dropped() {
    return dropped.get();
  }

  private void run() {
    try {
      while (true) {
        Notice next = waiting.take();
        for (Target target : targets) {
          tell(target, next);
        }
        tellDropped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      targets.forEach(Target::close);
    }
  }

  private void tell(Target target, Notice notice) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        target.tell(notice);
        return;
      } catch (Target.NotTakenException e) {
        if (!e.isWorthAnotherTry() || attempt == pauses.size()) {
          LOG.warn("Nobody was told of {}: {}", notice, e.getMessage());
          return;
        }
        TimeUnit.NANOSECONDS.sleep(pauses.get(attempt).toNanos());
      } catch (RuntimeException e) {
        LOG.error("A notice could not be told", e);
        return;
      }
    }
  }

  private void tellDropped() {
    long now = dropped.get();
    if (now > untold.get()) {
      LOG.warn(
          "{} notices were dropped: they came faster than they could be told", now - untold.get());
      untold.set(now);
    }
  }

  /** Whatever waits is not told any more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
