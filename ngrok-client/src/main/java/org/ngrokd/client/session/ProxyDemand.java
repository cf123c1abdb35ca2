package org.ngrokd.client.session;

import java.time.Duration;

/**
 * Decides when a connection that the server asked for is opened: at once while it puts them to
 * work, else when it has. What is too many is owed for a while. Pure; for one thread.
 */
final class ProxyDemand {
  /** Visitors of this time and of as much before it count as having come lately. */
  private static final Duration LATELY = Duration.ofSeconds(10);

  /** A visitor does not wait longer for a connection. Protocol: §5. */
  private static final Duration OWED_FOR = Duration.ofSeconds(30);

  private final ProxyLimits limits;
  private int unstarted;
  private int open;
  private int owed;
  private long lastAsked;
  private long since;
  private int startedNow;
  private int startedBefore;

  /**
   * @param nanos the time at the start
   */
  ProxyDemand(ProxyLimits limits, long nanos) {
    this.limits = limits;
    this.since = nanos;
    this.lastAsked = nanos;
  }

  /** The server asks for one; whether it is to be opened now. */
  boolean asked(long nanos) {
    lastAsked = nanos;
    if (hasRoom(nanos)) {
      begin();
      return true;
    }
    owed = Math.min(owed + 1, limits.most());
    return false;
  }

  /** Whether one that is owed is to be opened now; it counts as open then. */
  boolean owes(long nanos) {
    if (nanos - lastAsked > OWED_FOR.toNanos()) {
      owed = 0;
    }
    if (owed == 0 || !hasRoom(nanos)) {
      return false;
    }
    owed--;
    begin();
    return true;
  }

  private void begin() {
    unstarted++;
    open++;
  }

  private boolean hasRoom(long nanos) {
    turn(nanos);
    return open < limits.most() && unstarted < limits.unstarted() + startedNow + startedBefore;
  }

  private void turn(long nanos) {
    long passed = (nanos - since) / LATELY.toNanos();
    if (passed > 0) {
      startedBefore = passed == 1 ? startedNow : 0;
      startedNow = 0;
      since += passed * LATELY.toNanos();
    }
  }

  /** The server has put one to work. */
  void started(long nanos) {
    turn(nanos);
    startedNow++;
    unstarted--;
  }

  /** One is closed, or could not be opened. */
  void gone(boolean wasStarted) {
    open--;
    unstarted -= wasStarted ? 0 : 1;
  }
}
