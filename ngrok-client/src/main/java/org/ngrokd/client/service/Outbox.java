package org.ngrokd.client.service;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the program has written and the visitor's event loop has not taken yet: a stream for the
 * program, which waits while it is full. Its lock is held briefly; safe from any thread but event
 * loops, which must not write.
 */
final class Outbox extends OutputStream {
  private static final int LONGEST_CHUNK = 16 * 1024;

  private final Runnable written;
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private long waiting;
  private int most;
  private boolean isFinished;
  private @Nullable String broken;

  /**
   * @param written is run when there is something to take, or the end; on the writer's thread,
   *     without the lock
   * @param most bytes that may wait
   */
  Outbox(Runnable written, int most) {
    this.written = written;
    this.most = most;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    for (int at = from; at < from + length; at += LONGEST_CHUNK) {
      put(Arrays.copyOfRange(bytes, at, Math.min(from + length, at + LONGEST_CHUNK)));
      written.run();
    }
  }

  private synchronized void put(byte[] chunk) throws IOException {
    while (waiting >= most && broken == null && !isFinished) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the visitor");
      }
    }
    if (broken != null || isFinished) {
      throw new IOException(broken == null ? "the program has finished sending" : broken);
    }
    chunks.add(chunk);
    waiting += chunk.length;
  }

  /** The next bytes for the visitor; null where there are none for now. */
  synchronized byte @Nullable [] next() {
    byte[] chunk = chunks.poll();
    if (chunk != null) {
      waiting -= chunk.length;
      notifyAll();
    }
    return chunk;
  }

  /** Whether everything has been taken, and no more will come. */
  synchronized boolean isDone() {
    return isFinished && chunks.isEmpty();
  }

  /** Nobody takes anything any more: so told to whoever writes. */
  synchronized void breakOff(String reason) {
    if (broken == null) {
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

  synchronized void allow(int bytes) {
    most = bytes;
    notifyAll();
  }

  /** The visitor is told that no more will come. */
  @Override
  public void close() {
    synchronized (this) {
      isFinished = true;
      notifyAll();
    }
    written.run();
  }
}
