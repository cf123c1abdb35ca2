package org.ngrokd.server.cluster.etcd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.cluster.etcd.Gateway.RefusedException;
import org.ngrokd.server.cluster.options.EtcdOptions;

/**
 * etcd. A node's lease is etcd's, its names hang on it, and the epoch of a name is the revision in
 * which it was claimed.
 */
public final class EtcdEngine implements Engine {
  /** etcd takes no more questions in one, unless it is told to. */
  private static final int AT_ONCE = 100;

  private static final int HEX = 16;

  private final Gateway gateway;
  private Optional<EtcdWatch> watch = Optional.empty();
  private volatile Optional<NodeCard> told = Optional.empty();

  private EtcdEngine(Gateway gateway) {
    this.gateway = gateway;
  }

  /** It is not asked yet. */
  public static EtcdEngine at(EtcdOptions options) {
    return new EtcdEngine(new Gateway(options));
  }

  private static long lease(String node) {
    return Long.parseLong(node, HEX);
  }

  @Override
  public CompletableFuture<Void> join(NodeCard node, Duration lease) {
    Map<String, Object> wanted =
        Map.of("TTL", Long.toString(lease.toSeconds()), "ID", Long.toString(lease(node.id())));
    return gateway
        .ask("lease/grant", wanted)
        .handle(
            (granted, failure) -> {
              if (failure != null && !isRefused(failure, Codes.EXISTS)) {
                throw words(failure);
              }
              return node; // it exists if it was asked for twice
            })
        .thenCompose(this::tell);
  }

  private CompletableFuture<Void> tell(NodeCard node) {
    Map<String, Object> put =
        Words.put(Words.NODES + node.id(), Json.camel(node), lease(node.id()));
    return gateway.ask("kv/put", put).thenAccept(done -> told = Optional.of(node));
  }

  @Override
  public CompletableFuture<Boolean> renew(NodeCard node, Duration lease) {
    return gateway
        .ask("lease/keepalive", Map.of("ID", Long.toString(lease(node.id()))))
        .thenCompose(
            alive -> {
              if (Words.number(alive.get("TTL")) <= 0) {
                return CompletableFuture.completedFuture(false);
              }
              boolean isNews = !told.equals(Optional.of(node));
              return isNews
                  ? tell(node).handle((done, failure) -> true) // it may be told the next time
                  : CompletableFuture.completedFuture(true);
            })
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    return gateway
        .ask("lease/revoke", Map.of("ID", Long.toString(lease(node))))
        .handle(
            (done, failure) -> {
              if (failure != null && !isRefused(failure, Gateway.Codes.NOT_FOUND)) {
                throw words(failure);
              }
              return null;
            });
  }

  @Override
  public CompletableFuture<OptionalLong> claim(Wish wish) {
    String key = Words.NAMES + wish.name();
    Map<String, Object> put = put(wish);
    return gateway
        .ask("kv/txn", Words.ifFree(key, put, Map.of("request_range", Words.one(key))))
        .thenCompose(
            answer -> {
              if (isDone(answer)) {
                return CompletableFuture.completedFuture(OptionalLong.of(Words.revision(answer)));
              }
              List<JsonValue> found = found(answer.get("responses").elements());
              return found.isEmpty() || !owner(found.get(0)).equals(wish.owner())
                  ? CompletableFuture.completedFuture(OptionalLong.empty())
                  : takeOver(key, Words.number(found.get(0).get("mod_revision")), put);
            })
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  private static Map<String, Object> put(Wish wish) {
    byte[] value =
        Json.camel(Map.of("url", wish.url(), "owner", wish.owner(), "node", wish.node()));
    return Map.of("request_put", Words.put(Words.NAMES + wish.name(), value, lease(wish.node())));
  }

  private CompletableFuture<OptionalLong> takeOver(String key, long seen, Map<String, Object> put) {
    return gateway
        .ask("kv/txn", Words.ifStill(key, seen, put))
        .thenApply(
            answer ->
                isDone(answer) ? OptionalLong.of(Words.revision(answer)) : OptionalLong.empty());
  }

  private static boolean isDone(JsonValue answer) {
    return answer.get("succeeded").isThere(); // what is false is left out
  }

  private static List<JsonValue> found(List<JsonValue> responses) {
    List<JsonValue> all = new ArrayList<>();
    responses.forEach(each -> all.addAll(each.get("response_range").get("kvs").elements()));
    return all;
  }

  private static String owner(JsonValue entry) {
    return value(entry).get("owner").text().orElse("");
  }

  private static JsonValue value(JsonValue entry) {
    return Json.read(Words.decoded(entry.get("value")).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<Void> release(String name, long epoch) {
    String key = Words.NAMES + name;
    Map<String, Object> delete = Map.of("request_delete_range", Words.one(key));
    return gateway
        .ask("kv/txn", Words.ifStill(key, epoch, delete))
        .<Void>thenApply(done -> null)
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  @Override
  public CompletableFuture<List<Held>> locate(Collection<String> names) {
    List<String> all = List.copyOf(names);
    CompletableFuture<List<Held>> answer = CompletableFuture.completedFuture(List.of());
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Object> questions = new ArrayList<>();
      all.subList(from, Math.min(all.size(), from + AT_ONCE))
          .forEach(name -> questions.add(Map.of("request_range", Words.one(Words.NAMES + name))));
      answer =
          answer.thenCombine(
              gateway.ask("kv/txn", Map.of("success", questions)),
              (before, found) -> {
                List<Held> both = new ArrayList<>(before);
                found(found.get("responses").elements()).forEach(each -> both.add(held(each)));
                return both;
              });
    }
    return answer.exceptionally(
        failure -> {
          throw words(failure);
        });
  }

  static Held held(JsonValue entry) {
    JsonValue value = value(entry);
    return new Held(
        Words.decoded(entry.get("key")).substring(Words.NAMES.length()),
        value.get("url").text().orElse(""),
        value.get("node").text().orElse(""),
        Words.number(entry.get("mod_revision")));
  }

  @Override
  public CompletableFuture<List<Held>> list(String beginning) {
    return gateway
        .ask("kv/range", Words.range(Words.NAMES + beginning))
        .thenApply(answer -> answer.get("kvs").elements().stream().map(EtcdEngine::held).toList())
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    return gateway
        .ask("kv/range", Words.range(Words.NODES))
        .thenApply(answer -> answer.get("kvs").elements().stream().map(EtcdEngine::card).toList())
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  private static NodeCard card(JsonValue entry) {
    JsonValue value = value(entry);
    return new NodeCard(
        value.get("id").text().orElse(""),
        value.get("address").text().orElse(""),
        Words.number(value.get("tunnels")),
        value.get("isDraining").text().filter("true"::equals).isPresent());
  }

  @Override
  public CompletableFuture<String> keep(String what, String value) {
    String key = Words.KEPT + what;
    String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    Map<String, Object> put =
        Map.of("request_put", Map.of("key", Words.encoded(key), "value", encoded));
    return gateway
        .ask("kv/txn", Words.ifFree(key, put, Map.of("request_range", Words.one(key))))
        .thenApply(
            answer ->
                isDone(answer)
                    ? value
                    : Words.decoded(found(answer.get("responses").elements()).get(0).get("value")))
        .exceptionally(
            failure -> {
              throw words(failure);
            });
  }

  @Override
  public synchronized void watch(Changes changes) {
    watch = Optional.of(EtcdWatch.begin(gateway, changes));
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(EtcdWatch::close);
  }

  private static boolean isRefused(Throwable failure, long code) {
    return Causes.of(failure) instanceof RefusedException refused && refused.code() == code;
  }

  private static EngineException words(Throwable failure) {
    Throwable cause = Causes.of(failure);
    if (cause instanceof EngineException known) {
      return known;
    }
    return new EngineException("etcd refuses: " + cause.getMessage());
  }

  /** Of gRPC, as a lease that is there already has it. */
  private static final class Codes {
    static final long EXISTS = 9;

    private Codes() {}
  }
}
