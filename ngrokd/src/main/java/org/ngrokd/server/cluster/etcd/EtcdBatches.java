package org.ngrokd.server.cluster.etcd;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Batches;
import org.ngrokd.server.cluster.engine.Batches.Asked;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.etcd.Gateway.RefusedException;

/**
 * Transactions, those that are asked for at the same time inside one: each has conditions and an
 * answer of its own. etcd looks at all conditions before it does anything, and gives all one
 * revision: so in one there is no key twice. Safe from any thread.
 */
final class EtcdBatches {
  /** etcd takes 128 in one with those inside each, unless it is told to. */
  private static final int AT_ONCE = 100;

  private static final int UNDER_WAY = 2;

  private static final int WAITING = 10_000;

  private final Gateway gateway;
  private final Batches<Map<String, Object>, Answer> batches;

  /**
   * What one was answered.
   *
   * @param said the operation's own
   * @param revision in which all was done
   */
  record Answer(JsonValue said, long revision) {}

  EtcdBatches(Gateway gateway) {
    this.gateway = gateway;
    this.batches =
        new Batches<>(
            new Batches.Limits(AT_ONCE, UNDER_WAY, WAITING, Gateway.LONGEST),
            this::ask,
            () -> new EngineException("etcd does not keep up"));
  }

  /**
   * Asks for a transaction.
   *
   * @param key the only one that it writes
   * @return fails with a {@link RefusedException}, or an {@link EngineException} when no member
   *     answers
   */
  CompletableFuture<Answer> change(String key, Map<String, Object> transaction) {
    return ask(key, Map.of("request_txn", transaction), "response_txn");
  }

  /** Asks for a key. */
  CompletableFuture<JsonValue> look(String key) {
    return ask(new Object(), Map.of("request_range", Words.one(key)), "response_range")
        .thenApply(Answer::said);
  }

  private CompletableFuture<Answer> ask(Object key, Map<String, Object> operation, String said) {
    return batches
        .ask(operation, key)
        .thenApply(answer -> new Answer(answer.said().get(said), answer.revision()))
        .exceptionally(
            failure -> {
              if (Causes.of(failure) instanceof RuntimeException known) {
                throw known;
              }
              throw Gateway.noAnswer(failure);
            });
  }

  private CompletableFuture<?> ask(List<Asked<Map<String, Object>, Answer>> batch) {
    List<Map<String, Object>> all = batch.stream().map(Asked::question).toList();
    return gateway
        .ask("kv/txn", Map.of("success", all))
        .thenAccept(answer -> tell(batch, answer))
        .exceptionallyCompose(
            failure ->
                batch.size() > 1
                        && Causes.of(failure) instanceof RefusedException refused
                        && refused.code() != Gateway.Codes.EXHAUSTED // it would be more of it
                    ? eachAlone(batch)
                    : CompletableFuture.failedFuture(Causes.of(failure)));
  }

  /** Of those that were asked for together one was refused, and so all; alone only itself is. */
  private CompletableFuture<Void> eachAlone(List<Asked<Map<String, Object>, Answer>> batch) {
    return CompletableFuture.allOf(
        batch.stream().map(this::alone).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Boolean> alone(Asked<Map<String, Object>, Answer> one) {
    return ask(List.of(one))
        .handle(
            (done, failure) ->
                failure != null && one.answer().completeExceptionally(Causes.of(failure)));
  }

  private static void tell(List<Asked<Map<String, Object>, Answer>> batch, JsonValue answer) {
    List<JsonValue> responses = answer.get("responses").elements();
    long revision = Words.revision(answer);
    for (int i = 0; i < Math.min(batch.size(), responses.size()); i++) {
      boolean unused = batch.get(i).answer().complete(new Answer(responses.get(i), revision));
    }
  }
}
