package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long this server's life as a node surely goes on: by a clock that nobody sets, from the
 * moment before it was asked for, less a margin. After that it may have been declared dead, which a
 * process that was stopped for a while has to know before it does anything. Safe from any thread.
 */
final class Lease {
  /** What clocks may run apart, and what happens between a look at the clock and its use. */
  private static final int MARGIN_PARTS = 5;

  private final Duration length;
  private final LongSupplier nanos;
  private volatile Optional<Life> life = Optional.empty();

  private record Life(String node, long until) {}

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

  /** To be taken before the engine is asked. */
  long now() {
    return nanos.getAsLong();
  }

  /** The engine has granted it. */
  void granted(String node, long askedAt) {
    long safe = length.toNanos() - length.toNanos() / MARGIN_PARTS;
    life = Optional.of(new Life(node, askedAt + safe));
  }

  /** The engine says that it is over. */
  void ended() {
    life = Optional.empty();
  }

  /** Whether this node surely lives. */
  boolean holds(String node) {
    Optional<Life> now = life;
    return now.isPresent()
        && now.get().node().equals(node)
        && nanos.getAsLong() - now.get().until() < 0;
  }

  /** Whether this is the node's life now, surely or not. */
  boolean isOf(String node) {
    return life.filter(now -> now.node().equals(node)).isPresent();
  }

  /** Under which node names can be claimed now; empty: under none. */
  Optional<String> node() {
    return life.filter(now -> nanos.getAsLong() - now.until() < 0).map(Life::node);
  }
}
