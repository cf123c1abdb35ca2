package org.ngrokd.streams.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What event loops leave for one thread to do, within an amount of memory: what does not fit is
 * dropped and counted, and whoever leaves something never waits for that thread.
 *
 * <p>Safe from any thread; only {@link #take}, which one thread calls, waits.
 *
 * @param <T> what is left
 */
public final class Backlog<T> {
  /** How long things are collected, so that a thread is not woken for each of many. */
  private static final Duration GATHERING = Duration.ofMillis(20);

  private final long room;
  private final long gathering;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Left<T>> waiting = new ArrayDeque<>();
  private final LongAdder dropped = new LongAdder();
  private long held;
  private long taken;
  private boolean isIdle;
  private boolean isWoken;
  private boolean isClosed;

  private record Left<T>(T what, int bytes) {}

  /**
   * @param room for all that waits or is being done, in bytes
   */
  public Backlog(long room) {
    this(room, GATHERING);
  }

  /**
   * @param room for all that waits or is being done, in bytes
   * @param gathering how long things are collected, unless they come to a quarter of the room
   */
  public Backlog(long room, Duration gathering) {
    this.room = room;
    this.gathering = gathering.toNanos();
  }

  /**
   * Leaves something.
   *
   * @param bytes about what it holds in memory
   * @return false when it was dropped
   */
  public boolean offer(T what, int bytes) {
    lock.lock();
    try {
      if (isClosed || held + bytes > room) {
        dropped.increment();
        return false;
      }
      held += bytes;
      waiting.add(new Left<>(what, bytes));
      if (isIdle) {
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Has {@link #take} return now. */
  public void wake() {
    lock.lock();
    try {
      isWoken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What was taken before is done and needs no memory any more; waits for more and moves some of it
   * there, or nothing when it was woken or the time is over.
   *
   * @param most things that are taken
   * @param time after which it returns in any case
   * @return false when there will be no more
   */
  public boolean take(List<T> to, int most, Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      held -= taken;
      taken = 0;
      await(time);
      for (Left<T> next = waiting.peek(); next != null && to.size() < most; ) {
        waiting.remove();
        taken += next.bytes();
        to.add(next.what());
        next = waiting.peek();
      }
      isWoken = false;
      return !isClosed || !to.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration time) throws InterruptedException {
    long left = time.toNanos();
    while (waiting.isEmpty() && !isWoken && !isClosed && left > 0) {
      isIdle = true;
      left = changed.awaitNanos(left);
      isIdle = false;
    }
    long more = gathering;
    while (!waiting.isEmpty() && held < room / 4 && !isWoken && !isClosed && more > 0) {
      more = changed.awaitNanos(more);
    }
  }

  /** Counts what was taken but could not be done as dropped. */
  public void lost(long count) {
    dropped.add(count);
  }

  /** How many were dropped in all. */
  public long dropped() {
    return dropped.sum();
  }

  /** Nothing more is taken in; what waits can still be taken out. */
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes wait or are being done. */
  public long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }
}
