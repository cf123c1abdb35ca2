package org.ngrokd.server.cluster.etcd;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Wish;

/**
 * A claim of a name. Each of its steps may have been done without an answer, so that it is asked
 * for again: then it finds its own mark there, and is done.
 */
final class EtcdClaim {
  /** How often a name changes hands while one claims it: then it is left to others. */
  private static final int TRIES = 4;

  private final EtcdBatches batches;
  private final EtcdNodes nodes;
  private final Wish wish;
  private final String key;
  private final String value;
  private final Map<String, Object> put;
  private final Map<String, Object> look;

  EtcdClaim(EtcdBatches batches, EtcdNodes nodes, Wish wish) {
    this.batches = batches;
    this.nodes = nodes;
    this.wish = wish;
    this.key = Words.NAMES + wish.name();
    byte[] bytes =
        Json.camel(
            Map.of(
                "url",
                wish.url(),
                "owner",
                wish.owner(),
                "node",
                wish.node(),
                "claim",
                UUID.randomUUID().toString()));
    this.value = Base64.getEncoder().encodeToString(bytes);
    this.put = Map.of("request_put", Words.put(key, bytes, EtcdNodes.lease(wish.node())));
    this.look = Map.of("request_range", Words.one(key));
  }

  /**
   * Asks for it.
   *
   * @return the revision in which it was done; empty when the name is somebody else's
   */
  CompletableFuture<OptionalLong> ask() {
    return take(TRIES);
  }

  private CompletableFuture<OptionalLong> take(int triesLeft) {
    return batches
        .change(key, Words.ifFree(key, put, look))
        .thenCompose(answer -> decide(answer, triesLeft));
  }

  private CompletableFuture<OptionalLong> takeOver(JsonValue entry, long seen, int triesLeft) {
    return nodes
        .mayTake(wish.node(), EtcdEngine.held(entry).node(), batches)
        .thenCompose(
            may -> {
              if (!may) {
                throw EngineException.notYet();
              }
              return batches.change(key, Words.ifStill(key, seen, put, look));
            })
        .thenCompose(answer -> decide(answer, triesLeft));
  }

  private CompletableFuture<OptionalLong> decide(EtcdBatches.Answer answer, int triesLeft) {
    if (EtcdEngine.isDone(answer.said())) {
      return CompletableFuture.completedFuture(OptionalLong.of(answer.revision()));
    }
    List<JsonValue> found = EtcdEngine.found(answer.said());
    if (found.isEmpty() && triesLeft > 0) { // it has become free at this moment
      return take(triesLeft - 1);
    }
    return found.isEmpty()
        ? CompletableFuture.completedFuture(OptionalLong.empty())
        : decideOn(found.get(0), triesLeft);
  }

  /** Somebody has it. */
  private CompletableFuture<OptionalLong> decideOn(JsonValue entry, int triesLeft) {
    long revision = Words.number(entry.get("mod_revision"));
    if (entry.get("value").text().filter(value::equals).isPresent()) {
      return CompletableFuture.completedFuture(OptionalLong.of(revision));
    }
    boolean isOurs = EtcdEngine.owner(entry).equals(wish.owner());
    return isOurs && triesLeft > 0
        ? takeOver(entry, revision, triesLeft - 1)
        : CompletableFuture.completedFuture(OptionalLong.empty());
  }
}
