package org.ngrokd.streams.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the relays that are running, so that a program can let them finish before it ends, and
 * says that it is about to. Safe from any thread.
 */
public final class ActiveRelays {
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean awaited;
  private volatile boolean leaving;

  public void started() {
    running.incrementAndGet();
  }

  public void ended() {
    if (running.decrementAndGet() == 0 && awaited) {
      tell();
    }
  }

  private synchronized void tell() {
    notifyAll();
  }

  public int count() {
    return running.get();
  }

  /** The program goes: connections that could take more are to end with what they do now. */
  public void leave() {
    leaving = true;
  }

  /** Whether the program goes. */
  public boolean isLeaving() {
    return leaving;
  }

  /**
   * Waits until none is running. Not on an event loop.
   *
   * @param grace the longest wait
   * @return false when some still run
   */
  public synchronized boolean drain(Duration grace) throws InterruptedException {
    awaited = true; // before the count is looked at, or its last change would not be told
    long until = System.nanoTime() + grace.toNanos();
    while (running.get() > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
