package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Portions;

/**
 * Names of which the engine may have it that they are this server's, though nobody here has them: a
 * claim without an answer may have been done, or be done later, and one that was given back may
 * not. They are looked at until that is out of the question. Safe from any thread.
 */
final class Doubts {
  /** An engine that does anything so long after it was asked has lost the question. */
  static final Duration LATEST = Duration.ofSeconds(15);

  private static final int AT_ONCE = 500;

  private final Engine engine;
  private final LongSupplier nanos;
  private final Function<String, @Nullable Grant> grants;
  private final TakenOver takenOver;
  private final Map<String, Long> until = new ConcurrentHashMap<>();

  /**
   * @param grants who has a name here or wants it
   * @param takenOver what cannot be given back at once
   */
  Doubts(
      Engine engine,
      LongSupplier nanos,
      Function<String, @Nullable Grant> grants,
      TakenOver takenOver) {
    this.engine = engine;
    this.takenOver = takenOver;
    this.nanos = nanos;
    this.grants = grants;
  }

  /** Nobody knows what was done, or will be. */
  void add(String name) {
    until.put(name, nanos.getAsLong() + LATEST.toNanos());
  }

  /** It was done already, whatever it was: one look is enough. */
  void addDone(String name) {
    Long unused = until.putIfAbsent(name, nanos.getAsLong());
  }

  /** Gives back what this node has for nobody. */
  void settle(String node) {
    for (List<String> some : Portions.of(until.keySet(), AT_ONCE)) {
      long asked = nanos.getAsLong();
      var unused = engine.locate(some).thenAccept(all -> settle(node, some, all, asked));
    }
  }

  private void settle(String node, List<String> names, List<Held> all, long asked) {
    names.stream()
        .filter(name -> !isWaitedFor(name))
        .forEach(name -> until.computeIfPresent(name, (same, end) -> asked - end < 0 ? end : null));
    all.stream()
        .filter(held -> held.node().equals(node))
        .filter(held -> grants.apply(held.name()) == null)
        .filter(held -> !takenOver.leaves(held.name(), held.epoch()))
        .forEach(held -> giveBack(held.name(), held.epoch()));
  }

  /** Its claim may be refused for the very name that is in doubt. */
  private boolean isWaitedFor(String name) {
    Grant grant = grants.apply(name);
    return grant != null && grant.epoch() == 0;
  }

  /** Frees a name, if it has that epoch; until that is done or out of the question. */
  void giveBack(String name, long epoch) {
    CompletableFuture<Void> released = engine.release(name, epoch);
    var unused =
        released.exceptionally(
            failure -> {
              add(name);
              return null;
            });
  }
}
