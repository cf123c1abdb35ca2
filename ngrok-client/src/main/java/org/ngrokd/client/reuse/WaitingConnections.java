package org.ngrokd.client.reuse;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Those of one service on one event loop. Confined to that. */
final class WaitingConnections {
  private final EventLoop loop;
  private final KeptConnections room;
  private final Deque<KeptConnection> waiting = new ArrayDeque<>();
  private boolean isWatched;

  WaitingConnections(EventLoop loop, KeptConnections room) {
    this.loop = loop;
    this.room = room;
  }

  EventLoop loop() {
    return loop;
  }

  /** The one that waited least: it is the most likely to be open still. */
  @Nullable KeptConnection next() {
    KeptConnection next = waiting.pollFirst();
    if (next != null) {
      room.free();
    }
    return next;
  }

  /** It waits from now on; false when there are enough. */
  boolean add(KeptConnection connection) {
    assert loop.inEventLoop();
    if (!room.take()) {
      return false;
    }
    connection.restsSince(loop.ticker().nanoTime());
    waiting.addFirst(connection);
    if (!isWatched) {
      isWatched = true;
      watch(KeptConnections.REST.toNanos());
    }
    return true;
  }

  /** It waits no more. */
  void remove(KeptConnection connection) {
    if (waiting.remove(connection)) {
      room.free();
    }
  }

  /** One timer for all: those that wait longest are last. */
  private void watch(long delay) {
    var unused = loop.schedule(this::endOld, delay, TimeUnit.NANOSECONDS);
  }

  private void endOld() {
    long now = loop.ticker().nanoTime();
    for (KeptConnection last = waiting.peekLast(); last != null; last = waiting.peekLast()) {
      long left = last.restsSince() + KeptConnections.REST.toNanos() - now;
      if (left > 0) {
        watch(left);
        return;
      }
      last.drop();
    }
    isWatched = false;
  }
}
