package org.ngrokd.server.cluster.etcd;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
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
  private volatile Optional<String> takenFrom = Optional.empty(); // also of a try without an answer

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
   * @return by the revision in which it was done; empty when the name is somebody else's
   */
  CompletableFuture<Optional<Given>> ask() {
    return take(TRIES);
  }

  private CompletableFuture<Optional<Given>> take(int triesLeft) {
    return batches
        .change(key, Words.ifFree(key, put, look))
        .thenCompose(answer -> decide(answer, triesLeft));
  }

  private CompletableFuture<Optional<Given>> takeOver(JsonValue entry, long seen, int triesLeft) {
    String from = EtcdEngine.held(entry).node();
    return nodes
        .acquaintance(wish.node(), from, batches)
        .thenCompose(
            known -> {
              if (known == EtcdNodes.Acquaintance.STRANGER) {
                throw EngineException.notYet();
              }
              takenFrom =
                  known == EtcdNodes.Acquaintance.KNOWN ? Optional.of(from) : Optional.empty();
              return batches.change(key, Words.ifStill(key, seen, put, look));
            })
        .thenCompose(answer -> decide(answer, triesLeft));
  }

  private Optional<Given> given(long revision) {
    return Optional.of(new Given(revision, takenFrom));
  }

  private CompletableFuture<Optional<Given>> decide(EtcdBatches.Answer answer, int triesLeft) {
    if (EtcdEngine.isDone(answer.said())) {
      return CompletableFuture.completedFuture(given(answer.revision()));
    }
    List<JsonValue> found = EtcdEngine.found(answer.said());
    if (found.isEmpty() && triesLeft > 0) { // it has become free at this moment
      return take(triesLeft - 1);
    }
    return found.isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : decideOn(found.get(0), triesLeft);
  }

  /** Somebody has it. */
  private CompletableFuture<Optional<Given>> decideOn(JsonValue entry, int triesLeft) {
    long revision = Words.number(entry.get("mod_revision"));
    if (entry.get("value").text().filter(value::equals).isPresent()) {
      return CompletableFuture.completedFuture(given(revision));
    }
    boolean isOurs = EtcdEngine.owner(entry).equals(wish.owner());
    return isOurs && triesLeft > 0
        ? takeOver(entry, revision, triesLeft - 1)
        : CompletableFuture.completedFuture(Optional.empty());
  }
}
