package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;

/** An engine that is a map, and answers at once, later, or not at all. By one thread at a time. */
final class MapEngine implements Engine {
  final Map<String, Wish> names = new HashMap<>();
  final Map<String, Long> epochs = new HashMap<>();
  volatile boolean isAway;
  volatile boolean isGone;
  boolean isSlow;
  Optional<String> from = Optional.empty();
  int claims;
  final AtomicInteger joins = new AtomicInteger();
  final AtomicInteger renewals = new AtomicInteger();
  final List<String> left = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();
  private long last;

  private <T> CompletableFuture<T> answer(Supplier<T> done) {
    T value = done.get(); // nobody knows whether it was done
    if (isSlow) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      later.add(() -> answer.complete(value));
      return answer;
    }
    return isAway
        ? CompletableFuture.failedFuture(new EngineException("away"))
        : CompletableFuture.completedFuture(value);
  }

  /** What was asked is answered now, the last first. */
  void answerBackwards() {
    List<Runnable> all = new ArrayList<>(later);
    later.clear();
    Collections.reverse(all);
    all.forEach(Runnable::run);
  }

  @Override
  public CompletableFuture<Optional<Given>> claim(Wish wish) {
    claims++;
    return answer(
        () -> {
          Wish before = names.get(wish.name());
          if (before != null && !before.owner().equals(wish.owner())) {
            return Optional.empty();
          }
          names.put(wish.name(), wish);
          epochs.put(wish.name(), ++last);
          return Optional.of(new Given(last, from));
        });
  }

  @Override
  public CompletableFuture<Void> release(String name, long epoch) {
    return answer(
        () -> {
          if (epochs.remove(name, epoch)) {
            names.remove(name);
          }
          return null;
        });
  }

  @Override
  public CompletableFuture<List<Held>> locate(Collection<String> asked) {
    return answer(
        () ->
            names.entrySet().stream()
                .filter(each -> asked.contains(each.getKey()))
                .map(
                    each ->
                        new Held(
                            each.getKey(),
                            each.getValue().url(),
                            each.getValue().node(),
                            epochs.getOrDefault(each.getKey(), 0L)))
                .toList());
  }

  @Override
  public CompletableFuture<Void> join(NodeCard node, Duration length) {
    isGone = false;
    joins.incrementAndGet();
    return answer(() -> null);
  }

  @Override
  public CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration length) {
    renewals.incrementAndGet();
    return answer(() -> isGone ? List.of() : List.of(new Life(node, knows, 0, false)));
  }

  @Override
  public CompletableFuture<Void> bury(Life seen) {
    return answer(() -> null);
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    left.add(node);
    return answer(() -> null);
  }

  @Override
  public CompletableFuture<List<Held>> list(String beginning) {
    return answer(List::of);
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    return answer(List::of);
  }

  @Override
  public CompletableFuture<String> keep(String what, String value) {
    return answer(() -> value);
  }

  @Override
  public CompletableFuture<Void> remember(Map<String, String> values) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Map<String, String>> recall(Collection<String> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void watch(Changes changes) {}

  @Override
  public void close() {}
}
