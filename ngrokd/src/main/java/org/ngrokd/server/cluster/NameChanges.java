package org.ngrokd.server.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Those who wait for another node's word on a name, and hear when somebody else has it: a node that
 * is frozen never answers. Safe from any thread.
 */
final class NameChanges {
  private final Map<String, Set<Runnable>> waiting = new ConcurrentHashMap<>();

  /** From now on this is run when the name changes; it must not block. */
  void add(String name, Runnable told) {
    waiting.compute(
        name,
        (key, all) -> {
          Set<Runnable> now = all == null ? ConcurrentHashMap.newKeySet() : all;
          now.add(told);
          return now;
        });
  }

  void remove(String name, Runnable told) {
    waiting.computeIfPresent(
        name,
        (key, all) -> {
          all.remove(told);
          return all.isEmpty() ? null : all;
        });
  }

  void changed(String name) {
    Set<Runnable> all = waiting.get(name);
    if (all != null) {
      List.copyOf(all).forEach(Runnable::run);
    }
  }

  /** What comes first: the outcome, or that the name changes, which is given as {@code instead}. */
  <T> CompletableFuture<T> orChange(String name, CompletableFuture<T> outcome, T instead) {
    Runnable told = () -> outcome.complete(instead);
    add(name, told);
    return outcome.whenComplete((done, failure) -> remove(name, told));
  }

  /** Done when the name changes, or after this time. */
  CompletableFuture<Boolean> pause(String name, long millis) {
    return orChange(
        name,
        new CompletableFuture<Boolean>().completeOnTimeout(false, millis, TimeUnit.MILLISECONDS),
        true);
  }
}
