package org.ngrokd.kit.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Lines that wait to be written, within an amount of memory. When that is full they are dropped,
 * the important ones last; how many were is said in their place.
 *
 * <p>Safe from any thread; nobody but {@link #take} and {@link #awaitWritten} waits.
 */
final class WaitingLines {
  /** What a line costs beyond its bytes: the array's header, its place in the queue. */
  private static final int OVERHEAD = 32;

  /** How much is taken at a time, in bytes; what a pipe of Linux holds. */
  private static final int BATCH = 64 * 1024;

  private final long room;
  private final LongFunction<String> notice;
  private final Deque<Line> waiting = new ArrayDeque<>();
  private long held;
  private long dropped;
  private boolean isDropping;
  private boolean isClosed;

  /** A line that waits. */
  static final class Line {
    private final byte[] bytes;
    private final long count;

    /**
     * @param count how many it stands for: one that says how many were dropped, for those
     */
    private Line(byte[] bytes, long count) {
      this.bytes = bytes;
      this.count = count;
    }

    byte[] bytes() {
      return bytes;
    }

    private long cost() {
      return (long) bytes.length + OVERHEAD;
    }
  }

  /**
   * @param room for lines that are not written yet, in bytes; a quarter of it is for important ones
   * @param notice the line that says how many were dropped
   */
  WaitingLines(long room, LongFunction<String> notice) {
    this.room = room;
    this.notice = notice;
  }

  /** Has the line written later, or drops it. */
  synchronized void add(byte[] bytes, boolean isImportant) {
    Line line = new Line(bytes, 1);
    if (isClosed || held + line.cost() > roomFor(isImportant)) {
      dropped++;
      isDropping = true;
      return;
    }
    hold(line);
  }

  /** Once lines were dropped, no more come until there is room again for many: gaps are few. */
  private long roomFor(boolean isImportant) {
    if (isDropping && held <= room / 2) {
      sayDropped();
    }
    if (isImportant) {
      return room;
    }
    return isDropping ? 0 : room - room / 4;
  }

  private void sayDropped() {
    isDropping = false;
    long count = dropped;
    dropped = 0;
    hold(new Line(notice.apply(count).getBytes(StandardCharsets.UTF_8), count));
  }

  private void hold(Line line) {
    waiting.add(line);
    held += line.cost();
    notifyAll();
  }

  /**
   * Waits for lines and moves some of them there.
   *
   * @return false when there will be no more
   */
  synchronized boolean take(List<Line> batch) throws InterruptedException {
    while (waiting.isEmpty()) {
      if (isClosed) {
        return false;
      }
      wait();
    }
    long size = 0;
    for (Line next = waiting.peek();
        next != null && (size == 0 || size + next.bytes().length <= BATCH);
        next = waiting.peek()) {
      batch.add(next);
      size += next.bytes().length;
      waiting.remove();
    }
    return true;
  }

  /** What was taken needs no memory any more. */
  synchronized void done(List<Line> batch, boolean isWritten) {
    for (Line line : batch) {
      held -= line.cost();
      dropped += isWritten ? 0 : line.count;
    }
    isDropping |= !isWritten;
    if (isWritten && isDropping && held <= room / 2) {
      sayDropped();
    }
    notifyAll();
  }

  /** Waits until everything is written, or no longer than this. */
  synchronized boolean awaitWritten(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (held > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Nothing more is taken in; what waits can still be taken out. */
  synchronized void close() {
    isClosed = true;
    if (isDropping) {
      sayDropped();
    }
    notifyAll();
  }
}
