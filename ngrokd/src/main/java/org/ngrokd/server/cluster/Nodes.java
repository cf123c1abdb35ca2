package org.ngrokd.server.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;

/** Where nodes are, of those that have been asked for. Safe from any thread. */
final class Nodes {
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

  void gone(String id) {
    known.remove(id);
  }
}
