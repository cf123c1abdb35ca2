package org.ngrokd.server.proxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a client was asked for and has not brought yet. What it was asked for long ago does not come
 * any more: it lost the request, or the connection. Confined to the event loop of its control
 * connection.
 */
final class AskedFor {
  private final long patience;
  private final Deque<Long> times = new ArrayDeque<>();

  /**
   * @param patience how long an answer may take
   */
  AskedFor(Duration patience) {
    this.patience = patience.toNanos();
  }

  /** The client is asked for one more. */
  void add(long now) {
    forget(now);
    times.add(now);
  }

  /** One came. */
  void came() {
    times.poll();
  }

  /** How many are on their way. */
  int count(long now) {
    forget(now);
    return times.size();
  }

  private void forget(long now) {
    while (!times.isEmpty() && now - times.element() >= patience) {
      times.remove();
    }
  }
}
