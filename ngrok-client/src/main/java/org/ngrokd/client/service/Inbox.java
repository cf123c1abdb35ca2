package org.ngrokd.client.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor has sent and the program has not read yet: a stream for the program, which waits
 * there. Its lock is held briefly; safe from any thread but event loops, which must not read.
 */
final class Inbox extends InputStream {
  /** What an array and its place cost, in bytes. */
  private static final int OVERHEAD = 32;

  private final Runnable taken;
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int offset;
  private long waiting;
  private boolean isFinished;
  private @Nullable String broken;

  /**
   * @param taken is run when some of it was read; on the reader's thread, without the lock
   */
  Inbox(Runnable taken) {
    this.taken = taken;
  }

  /** Adds bytes, which are the inbox's from now on; after an end they are dropped. */
  synchronized void add(byte[] bytes) {
    if (bytes.length > 0 && !isFinished && broken == null) {
      chunks.add(bytes);
      waiting += bytes.length;
      notifyAll();
    }
  }

  /** What it keeps, in bytes: many small pieces must not pass for little. */
  synchronized long memory() {
    return waiting + (long) OVERHEAD * chunks.size();
  }

  /** The visitor has sent its last byte. */
  synchronized void finish() {
    isFinished = true;
    notifyAll();
  }

  /** The stream broke: what was not read is dropped, and so told to whoever reads. */
  synchronized void breakOff(String reason) {
    if (broken == null && !(isFinished && chunks.isEmpty())) {
      broken = reason;
    }
    chunks.clear();
    waiting = 0;
    notifyAll();
  }

  /** In bytes. */
  synchronized long waiting() {
    return waiting;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    int count = take(to, from, length);
    if (count > 0) {
      taken.run();
    }
    return count;
  }

  private synchronized int take(byte[] to, int from, int length) throws IOException {
    while (chunks.isEmpty() && !isFinished && broken == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the visitor");
      }
    }
    if (broken != null) {
      throw new IOException(broken);
    }
    byte[] first = chunks.peek();
    if (first == null) {
      return -1;
    }
    int count = Math.min(length, first.length - offset);
    System.arraycopy(first, offset, to, from, count);
    waiting -= count;
    offset += count;
    if (offset == first.length) {
      chunks.remove();
      offset = 0;
    }
    return count;
  }

  @Override
  public synchronized int available() {
    return (int) Math.min(waiting, Integer.MAX_VALUE);
  }

  /** Who closes it wants to read no more. */
  @Override
  public void close() {
    breakOff("the program has closed this connection");
    taken.run();
  }
}
