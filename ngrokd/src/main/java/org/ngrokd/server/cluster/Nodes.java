package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;

/** Where nodes are, of those that have been asked for. Safe from any thread. */
final class Nodes {
  /** Of an administrator, who is told what is known otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Engine engine;
  private final Map<String, NodeCard> known = new ConcurrentHashMap<>();

  Nodes(Engine engine) {
    this.engine = engine;
  }

  /** The node with this id; empty when there is none, or nobody knows now. */
  CompletableFuture<Optional<NodeCard>> find(String id) {
    NodeCard here = known.get(id);
    if (here != null) {
      return CompletableFuture.completedFuture(Optional.of(here));
    }
    return engine
        .nodes()
        .handle(
            (all, failure) -> {
              if (failure == null) {
                all.forEach(each -> known.put(each.id(), each));
              }
              return Optional.ofNullable(known.get(id));
            });
  }

  /** Those that live; when the engine does not say so soon, those that were known before. */
  CompletableFuture<List<NodeCard>> all() {
    return engine
        .nodes()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (all, failure) -> {
              if (failure == null) {
                all.forEach(each -> known.put(each.id(), each));
                known.keySet().retainAll(all.stream().map(NodeCard::id).toList());
              }
              return List.copyOf(known.values());
            });
  }

  void gone(String id) {
    known.remove(id);
  }
}
