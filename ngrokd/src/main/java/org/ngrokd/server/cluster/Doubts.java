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
  private final Map<String, Doubt> doubts = new ConcurrentHashMap<>();

  /**
   * About a name.
   *
   * @param end when nothing can be done any more of what was asked
   * @param isOfClaim whether somebody else may have had it before
   */
  private record Doubt(long end, boolean isOfClaim) {
    static Doubt both(Doubt one, Doubt other) {
      long end = one.end() - other.end() > 0 ? one.end() : other.end();
      return new Doubt(end, one.isOfClaim() || other.isOfClaim());
    }
  }

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

  /** Nobody knows whether a claim was done, or will be. */
  void addClaim(String name) {
    takenOver.addPerhaps(name, LATEST);
    add(name, LATEST, true);
  }

  /** Nobody knows whether it was given back. */
  void addRelease(String name) {
    add(name, LATEST, false);
  }

  /** A claim was done already: one look is enough. */
  void addDone(String name) {
    add(name, Duration.ZERO, true);
  }

  private void add(String name, Duration longest, boolean isOfClaim) {
    var unused =
        doubts.merge(
            name, new Doubt(nanos.getAsLong() + longest.toNanos(), isOfClaim), Doubt::both);
  }

  /** Gives back what this node has for nobody. */
  void settle(String node) {
    for (List<String> some : Portions.of(doubts.keySet(), AT_ONCE)) {
      long asked = nanos.getAsLong();
      var unused = engine.locate(some).thenAccept(all -> settle(node, some, all, asked));
    }
  }

  private void settle(String node, List<String> names, List<Held> all, long asked) {
    all.stream()
        .filter(held -> held.node().equals(node))
        .filter(held -> grants.apply(held.name()) == null)
        .forEach(this::leave);
    names.stream()
        .filter(name -> !isWaitedFor(name))
        .forEach(
            name ->
                doubts.computeIfPresent(
                    name, (same, doubt) -> asked - doubt.end() < 0 ? doubt : null));
  }

  private void leave(Held held) {
    Doubt doubt = doubts.get(held.name());
    if (doubt != null && doubt.isOfClaim() && !takenOver.isOpen(held.name())) {
      takenOver.addPerhaps(held.name(), Duration.ZERO); // done late, when nobody waited any more
    }
    if (!takenOver.leaves(held.name(), held.epoch())) {
      giveBack(held.name(), held.epoch());
    }
  }

  /** Its claim may be refused for the very name that is in doubt. */
  private boolean isWaitedFor(String name) {
    Grant grant = grants.apply(name);
    return grant != null && grant.epoch() == 0;
  }

  /** Frees a name, if it has that epoch; until that is done or out of the question. */
  void giveBack(String name, long epoch) {
    var unused =
        CompletableFuture.completedFuture(name) // what is thrown is a failure, too
            .thenCompose(each -> engine.release(each, epoch))
            .exceptionally(
                failure -> {
                  addRelease(name);
                  return null;
                });
  }
}
