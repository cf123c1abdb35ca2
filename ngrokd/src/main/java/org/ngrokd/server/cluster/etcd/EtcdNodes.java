package org.ngrokd.server.cluster.etcd;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.etcd.Gateway.RefusedException;

/**
 * Nodes in etcd. A node has two leases: its card and its names hang on a long one, and on one as
 * long as a node's lease its beat, which says that it goes on. One without a beat is late; a new
 * beat and a burial are transactions of which one sees the other. What is renewed is leases: keys
 * are written only when they change, for each writing stays in etcd's history. Safe from any
 * thread.
 */
final class EtcdNodes {
  private static final int HEX = 16;

  /** Of gRPC, as a lease that is there already has it. */
  private static final long EXISTS = 9;

  private final Gateway gateway;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Own> own = new ConcurrentHashMap<>();

  /**
   * A node of this server.
   *
   * @param beat the lease that is renewed
   * @param told what etcd knows of it
   */
  private record Own(long beat, Told told) {
    Own withBeat(long other) {
      return new Own(other, told);
    }

    Own with(Told other) {
      return new Own(beat, other);
    }
  }

  private record Told(NodeCard card, Set<String> knows) {}

  EtcdNodes(Gateway gateway) {
    this.gateway = gateway;
  }

  /** The long lease of a node, on which its names hang. */
  static long lease(String node) {
    return Long.parseLong(node, HEX);
  }

  CompletableFuture<Void> join(NodeCard node, Duration lease) {
    Own made = new Own(newLease(), new Told(node, Set.of()));
    return grant(lease(node.id()), Engine.LONGEST)
        .thenCompose(done -> grant(made.beat(), lease))
        .thenCompose(
            done ->
                gateway.ask(
                    "kv/txn", Words.when(List.of(), List.of(card(made.told()), beat(node, made)))))
        .thenAccept(done -> own.put(node.id(), made));
  }

  private long newLease() {
    return Math.max(1, random.nextLong() & Long.MAX_VALUE);
  }

  private CompletableFuture<Void> grant(long id, Duration length) {
    return gateway
        .ask(
            "lease/grant",
            Map.of("TTL", Long.toString(length.toSeconds()), "ID", Long.toString(id)))
        .handle(
            (granted, failure) -> {
              if (failure != null && !isRefused(failure, EXISTS)) { // it was asked for twice
                throw EtcdEngine.words(failure);
              }
              return null;
            });
  }

  private static Map<String, Object> card(Told told) {
    NodeCard card = told.card();
    Map<String, Object> all = new HashMap<>();
    all.put("id", card.id());
    all.put("address", card.address());
    all.put("tunnels", card.tunnels());
    all.put("isDraining", card.isDraining());
    all.put("clientAddr", card.clientAddr());
    all.put("knows", told.knows().stream().sorted().toList());
    return Map.of(
        "request_put", Words.put(Words.NODES + card.id(), Json.camel(all), lease(card.id())));
  }

  private static Map<String, Object> beat(NodeCard node, Own made) {
    return Map.of("request_put", Words.put(Words.BEATS + node.id(), new byte[0], made.beat()));
  }

  /** All is asked at once: a renewal is one round trip, however slow that is. */
  CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration lease) {
    Own known = own.get(node.id());
    if (known == null) {
      return none();
    }
    Told news = new Told(node, Set.copyOf(knows));
    CompletableFuture<List<Life>> all = tell(news);
    return goesOn(lease(node.id()))
        .thenCombine(goesOn(known.beat()), Boolean::logicalAnd)
        .thenCompose(
            both ->
                both
                    ? all
                    : revive(node, known, lease)
                        .thenCompose(lives -> lives ? tell(news) : none())); // all is of before
  }

  private static CompletableFuture<List<Life>> none() {
    return CompletableFuture.completedFuture(List.of());
  }

  private CompletableFuture<Boolean> goesOn(long lease) {
    return gateway
        .ask("lease/keepalive", Map.of("ID", Long.toString(lease)))
        .thenApply(alive -> Words.number(alive.get("TTL")) > 0);
  }

  /** Its lease has ended, and perhaps nobody has buried it. */
  private CompletableFuture<Boolean> revive(NodeCard node, Own before, Duration lease) {
    Own after = before.withBeat(newLease());
    return grant(after.beat(), lease)
        .thenCompose(done -> ifThere(node.id(), List.of(beat(node, after))))
        .thenApply(
            done -> {
              if (done.isPresent()) {
                own.computeIfPresent(node.id(), (same, now) -> now.withBeat(after.beat()));
              }
              return done.isPresent();
            });
  }

  /** Tells what is new of it, and asks who there is then; nobody when it is buried. */
  private CompletableFuture<List<Life>> tell(Told news) {
    String id = news.card().id();
    Own known = own.get(id);
    if (known == null) {
      return none();
    }
    boolean isNews = !known.told().equals(news);
    List<Map<String, Object>> then = new ArrayList<>();
    if (isNews) {
      then.add(card(news));
    }
    then.add(Map.of("request_range", Words.range(Words.NODES)));
    then.add(Map.of("request_range", Words.range(Words.BEATS)));
    return ifThere(id, then)
        .thenApply(
            answer -> {
              if (answer.isPresent() && isNews) {
                own.computeIfPresent(id, (same, now) -> now.with(news));
              }
              return answer.map(EtcdNodes::lives).orElse(List.of());
            });
  }

  /** Does it; empty when the node is buried. */
  private CompletableFuture<Optional<JsonValue>> ifThere(
      String node, List<Map<String, Object>> then) {
    return gateway
        .ask("kv/txn", Words.when(List.of(Words.there(Words.NODES + node)), then))
        .handle(
            (answer, failure) -> {
              if (failure != null && !isRefused(failure, Gateway.Codes.NOT_FOUND)) {
                throw EtcdEngine.words(failure);
              }
              return failure == null // without its lease it is gone
                  ? Optional.of(answer).filter(EtcdEngine::isDone)
                  : Optional.empty();
            });
  }

  private static List<Life> lives(JsonValue answer) {
    List<JsonValue> found = EtcdEngine.found(answer);
    Set<String> beating =
        found.stream()
            .map(entry -> Words.decoded(entry.get("key")))
            .filter(key -> key.startsWith(Words.BEATS))
            .map(key -> key.substring(Words.BEATS.length()))
            .collect(Collectors.toSet());
    return found.stream()
        .filter(entry -> Words.decoded(entry.get("key")).startsWith(Words.NODES))
        .map(entry -> life(entry, beating))
        .toList();
  }

  private static Life life(JsonValue entry, Set<String> beating) {
    NodeCard card = card(entry);
    return new Life(card, knows(entry), 0, !beating.contains(card.id()));
  }

  static NodeCard card(JsonValue entry) {
    JsonValue value = EtcdEngine.value(entry);
    return new NodeCard(
        value.get("id").text().orElse(""),
        value.get("address").text().orElse(""),
        Words.number(value.get("tunnels")),
        value.get("isDraining").text().filter("true"::equals).isPresent(),
        value.get("clientAddr").text().orElse(""));
  }

  private static Set<String> knows(JsonValue entry) {
    Set<String> all = new HashSet<>();
    EtcdEngine.value(entry)
        .get("knows")
        .elements()
        .forEach(each -> each.text().ifPresent(all::add));
    return all;
  }

  CompletableFuture<Void> bury(String node) {
    Map<String, Object> burial =
        Words.when(
            List.of(Words.absent(Words.BEATS + node)),
            List.of(Map.of("request_delete_range", Words.one(Words.NODES + node))));
    return gateway
        .ask("kv/txn", burial)
        .thenCompose(
            answer ->
                EtcdEngine.isDone(answer)
                    ? revoke(lease(node))
                    : CompletableFuture.completedFuture(null));
  }

  CompletableFuture<Void> leave(String node) {
    Own known = own.remove(node);
    CompletableFuture<Void> left = revoke(lease(node));
    return known == null ? left : left.thenCompose(done -> revoke(known.beat()));
  }

  private CompletableFuture<Void> revoke(long lease) {
    return gateway
        .ask("lease/revoke", Map.of("ID", Long.toString(lease)))
        .handle(
            (done, failure) -> {
              if (failure != null && !isRefused(failure, Gateway.Codes.NOT_FOUND)) {
                throw EtcdEngine.words(failure);
              }
              return null;
            });
  }

  /** What a node is to one of this server that would take a name over from it. */
  enum Acquaintance {
    /** The same, or buried: it serves nothing. */
    NONE,
    /** It knows that one, or was at its address. */
    KNOWN,
    /** It does not know it yet. */
    STRANGER
  }

  /**
   * What a node that has a name is to a node of this server, which has the same owner for it.
   *
   * @param batches where it is asked
   */
  CompletableFuture<Acquaintance> acquaintance(String node, String from, EtcdBatches batches) {
    if (node.equals(from)) {
      return CompletableFuture.completedFuture(Acquaintance.NONE);
    }
    String address =
        Optional.ofNullable(own.get(node)).map(each -> each.told().card().address()).orElse("");
    return batches
        .look(Words.NODES + from)
        .thenApply(
            answer ->
                answer.get("kvs").elements().stream()
                    .map(
                        there ->
                            knows(there).contains(node) || card(there).address().equals(address)
                                ? Acquaintance.KNOWN
                                : Acquaintance.STRANGER)
                    .findFirst()
                    .orElse(Acquaintance.NONE));
  }

  private static boolean isRefused(Throwable failure, long code) {
    return Causes.of(failure) instanceof RefusedException refused && refused.code() == code;
  }
}
