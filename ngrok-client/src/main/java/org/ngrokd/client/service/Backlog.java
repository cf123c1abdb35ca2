package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Visitors' connections that wait until the program accepts them, and those that it has accepted.
 * Safe from any thread; its lock is held briefly.
 */
public final class Backlog {
  /** As many as systems let wait where nobody says another number. */
  private static final int MOST_WAITING = 128;

  private final Deque<ProgramEnd> waiting = new ArrayDeque<>();
  private final Set<ProgramEnd> open = new HashSet<>();
  private boolean isClosed;

  /**
   * A visitor comes.
   *
   * @throws ConnectException when the program accepts no more, or too many wait already
   */
  synchronized ProgramEnd enter(EventLoop loop, String visitor) throws ConnectException {
    if (isClosed || waiting.size() >= MOST_WAITING) {
      throw new ConnectException(
          isClosed ? "the program has stopped listening" : "the program accepts no connections");
    }
    ProgramEnd[] made = new ProgramEnd[1];
    made[0] = new ProgramEnd(loop, visitor, () -> left(made[0]));
    open.add(made[0]);
    waiting.add(made[0]);
    notifyAll();
    return made[0];
  }

  private synchronized void left(ProgramEnd end) {
    open.remove(end);
    waiting.remove(end);
  }

  /**
   * Waits for the next one. Not on an event loop.
   *
   * @throws InterruptedIOException when the thread is interrupted meanwhile
   * @throws IOException when it is closed
   */
  public synchronized ProgramEnd accept() throws IOException {
    while (waiting.isEmpty() && !isClosed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a visitor");
      }
    }
    if (isClosed) {
      throw new IOException("the listener is closed");
    }
    return waiting.remove();
  }

  /** Accepts no more: who waits is turned away, who was accepted stays. */
  public void close() {
    List<ProgramEnd> left;
    synchronized (this) {
      isClosed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      notifyAll();
    }
    left.forEach(ProgramEnd::reset);
  }

  /** Whether it is closed, and everybody has left. */
  public synchronized boolean isOver() {
    return isClosed && open.isEmpty();
  }

  /** Ends all of them, whatever they are about. */
  public void end() {
    close();
    List<ProgramEnd> left;
    synchronized (this) {
      left = List.copyOf(open);
    }
    left.forEach(ProgramEnd::reset);
  }
}
