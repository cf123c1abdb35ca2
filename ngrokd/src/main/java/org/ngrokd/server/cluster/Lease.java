package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ngrokd.server.cluster.engine.Engine;

/**
 * How long this server's life as a node surely goes on: by a clock that nobody sets, from the
 * moment before it was asked for, less a margin. After that it may have been declared dead, which a
 * process that was stopped for a while has to know before it does anything. The engine grants it;
 * while that is away, all other nodes together may {@link #prolonged prolong} it. Who may not have
 * been told of a change, as that its names are another one's, gets no more of it until it has
 * {@link #caughtUp caught up}. Safe from any thread.
 */
final class Lease {
  /** What clocks may run apart, and what happens between a look at the clock and its use. */
  private static final int MARGIN_PARTS = 5;

  /**
   * Without an answer for so much of a lease the engine counts as away: two renewals, so that one
   * slow answer is none; and so early that all have noticed before the first lease is in doubt.
   */
  private static final int AWAY_PERCENT = 45;

  private final Duration length;
  private final LongSupplier nanos;
  private volatile Optional<Life> life = Optional.empty(); // written under the lock
  private long misses;
  private long missesMadeUp;

  /**
   * @param sure until when by the engine's word
   * @param until and by that of the others, too
   */
  private record Life(String node, long askedAt, long answeredAt, long sure, long until) {}

  /**
   * @param nanos as {@link System#nanoTime}
   */
  Lease(Duration length, LongSupplier nanos) {
    this.length = length;
    this.nanos = nanos;
  }

  /** What the engine is asked for. */
  Duration length() {
    return length;
  }

  /** To be taken before the engine is asked, or others are. */
  long now() {
    return nanos.getAsLong();
  }

  private long safe(Duration whole) {
    return whole.toNanos() - whole.toNanos() / MARGIN_PARTS;
  }

  /**
   * The engine has granted it.
   *
   * @return false when that does not count, because of what was perhaps not told
   */
  synchronized boolean granted(String node, long askedAt) {
    if (misses != missesMadeUp && isOf(node)) {
      return false;
    }
    long sure = askedAt + safe(length);
    life = Optional.of(new Life(node, askedAt, now(), sure, sure));
    return true;
  }

  /**
   * Changes may not have been told.
   *
   * @return the number of this time
   */
  synchronized long missed() {
    return ++misses;
  }

  /**
   * What was missed before is known now.
   *
   * @param miss what {@link #missed} said, before it was asked; of no use when there was another
   *     one since
   */
  synchronized void caughtUp(long miss) {
    if (miss == misses) {
      missesMadeUp = miss;
    }
  }

  /**
   * All others have promised to leave this node its names for a lease. It counts from before they
   * were asked, only while there was something to prolong then, and not for ever.
   *
   * @return whether it goes on by that
   */
  synchronized boolean prolonged(String node, long askedAt) {
    Optional<Life> before = life.filter(now -> now.node().equals(node));
    if (before.isEmpty() || askedAt - before.get().until() >= 0) {
      return false;
    }
    Life old = before.get();
    long last = old.askedAt() + safe(Engine.LONGEST);
    long until = askedAt + safe(length);
    until = until - last < 0 ? until : last;
    if (until - old.until() <= 0) {
      return false;
    }
    life = Optional.of(new Life(node, old.askedAt(), old.answeredAt(), old.sure(), until));
    return true;
  }

  /** The engine says that it is over. */
  synchronized void ended() {
    life = Optional.empty();
  }

  /** Whether this node surely lives. */
  boolean holds(String node) {
    Optional<Life> now = life;
    return now.isPresent()
        && now.get().node().equals(node)
        && nanos.getAsLong() - now.get().until() < 0;
  }

  /** Whether this server surely is a node. */
  boolean isHeld() {
    return life.filter(now -> nanos.getAsLong() - now.until() < 0).isPresent();
  }

  /** Whether this is the node's life now, surely or not. */
  boolean isOf(String node) {
    return life.filter(now -> now.node().equals(node)).isPresent();
  }

  /** Whether the engine has not answered this node for too long. */
  boolean isAway() {
    long most = length.toNanos() * AWAY_PERCENT / 100;
    return life.filter(now -> nanos.getAsLong() - now.answeredAt() >= most).isPresent();
  }

  /** Under which node names can be claimed now; empty: under none. */
  Optional<String> node() {
    return life.filter(now -> nanos.getAsLong() - now.sure() < 0).map(Life::node);
  }
}
