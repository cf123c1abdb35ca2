package org.ngrokd.streams.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the relays that are running, so that a program can let them finish before it ends. */
public final class ActiveRelays {
  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean draining;

  public void started() {
    running.incrementAndGet();
  }

  public void ended() {
    if (running.decrementAndGet() == 0 && draining) {
      drained.countDown();
    }
  }

  public int count() {
    return running.get();
  }

  /**
   * Waits until none is running. Not on an event loop.
   *
   * @param grace the longest wait
   * @return false when some still run
   */
  public boolean drain(Duration grace) throws InterruptedException {
    draining = true;
    if (running.get() == 0) {
      return true;
    }
    return drained.await(grace.toMillis(), TimeUnit.MILLISECONDS);
  }
}
