package org.ngrokd.server.proxy;

import java.time.Duration;

/** How often something happened lately: in the current span of time and the one before. */
final class RecentCount {
  private final long span;
  private long begun;
  private int current;
  private int before;

  /**
   * @param span what is current
   */
  RecentCount(Duration span) {
    this.span = span.toNanos();
  }

  /** It happened. */
  void add(long now) {
    roll(now);
    current++;
  }

  int count(long now) {
    roll(now);
    return current + before;
  }

  private void roll(long now) {
    long passed = now - begun;
    if (passed >= span) {
      before = passed < 2 * span ? current : 0;
      current = 0;
      begun = now;
    }
  }
}
