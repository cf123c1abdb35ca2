package org.ngrokd.server.cluster.etcd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.JsonValue;

/**
 * What is kept for a month: keys with a lease of that length, of which each server takes a new one
 * every day, so that etcd has few. Safe from any thread.
 */
final class EtcdMemory {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  private final Gateway gateway;
  private Optional<Lease> lease = Optional.empty();

  private record Lease(CompletableFuture<Long> id, long since) {
    boolean isGood() {
      return !id.isCompletedExceptionally() && System.nanoTime() - since < DAY.toNanos();
    }
  }

  EtcdMemory(Gateway gateway) {
    this.gateway = gateway;
  }

  CompletableFuture<Void> remember(Map<String, String> values) {
    Lease now = lease();
    return now.id()
        .thenCompose(
            id -> {
              List<Object> puts = new ArrayList<>();
              values.forEach(
                  (name, value) -> puts.add(Map.of("request_put", put(name, value, id))));
              return gateway.ask("kv/txn", Map.of("success", puts));
            })
        .handle(
            (done, failure) -> {
              if (failure != null) {
                forget(now); // somebody may have revoked it
                throw EtcdEngine.words(failure);
              }
              return null;
            });
  }

  private static Map<String, Object> put(String name, String value, long lease) {
    return Words.put(Words.MEMORY + name, value.getBytes(StandardCharsets.UTF_8), lease);
  }

  private synchronized Lease lease() {
    if (lease.filter(Lease::isGood).isEmpty()) {
      CompletableFuture<Long> granted =
          gateway
              .ask("lease/grant", Map.of("TTL", Long.toString(MONTH.toSeconds())))
              .thenApply(answer -> Words.number(answer.get("ID")));
      lease = Optional.of(new Lease(granted, System.nanoTime()));
    }
    return lease.orElseThrow();
  }

  private synchronized void forget(Lease broken) {
    if (lease.equals(Optional.of(broken))) {
      lease = Optional.empty();
    }
  }

  CompletableFuture<Map<String, String>> recall(Collection<String> names) {
    List<Object> questions = new ArrayList<>();
    names.forEach(name -> questions.add(Map.of("request_range", Words.one(Words.MEMORY + name))));
    return gateway
        .ask("kv/txn", Map.of("success", questions))
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                throw EtcdEngine.words(failure);
              }
              Map<String, String> all = new HashMap<>();
              for (JsonValue each : EtcdEngine.found(answer)) {
                String key = Words.decoded(each.get("key"));
                all.put(key.substring(Words.MEMORY.length()), Words.decoded(each.get("value")));
              }
              return all;
            });
  }
}
