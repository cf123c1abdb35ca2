package org.ngrokd.server.cluster.etcd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Portions;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.cluster.options.EtcdOptions;

/**
 * etcd. A node's leases are etcd's, its names hang on one of them, and the epoch of a name is the
 * revision in which it was claimed.
 */
public final class EtcdEngine implements Engine {
  /** etcd takes no more questions in one, unless it is told to. */
  private static final int AT_ONCE = 100;

  private final Gateway gateway;
  private final EtcdBatches batches;
  private final EtcdNodes nodes;
  private final EtcdMemory memory;
  private Optional<EtcdWatch> watch = Optional.empty();

  private EtcdEngine(Gateway gateway) {
    this.gateway = gateway;
    this.batches = new EtcdBatches(gateway);
    this.nodes = new EtcdNodes(gateway);
    this.memory = new EtcdMemory(gateway);
  }

  /** It is not asked yet. */
  public static EtcdEngine at(EtcdOptions options) {
    return new EtcdEngine(new Gateway(options));
  }

  @Override
  public CompletableFuture<Void> join(NodeCard node, Duration lease) {
    return inWords(nodes.join(node, lease));
  }

  @Override
  public CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration lease) {
    return inWords(nodes.renew(node, knows, lease));
  }

  @Override
  public CompletableFuture<Void> bury(Life seen) {
    return inWords(nodes.bury(seen.id()));
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    return nodes.leave(node);
  }

  @Override
  public CompletableFuture<Optional<Given>> claim(Wish wish) {
    return inWords(new EtcdClaim(batches, nodes, wish).ask());
  }

  static boolean isDone(JsonValue answer) {
    return answer.get("succeeded").isThere(); // what is false is left out
  }

  /** What the questions of a transaction have found. */
  static List<JsonValue> found(JsonValue answer) {
    List<JsonValue> all = new ArrayList<>();
    answer
        .get("responses")
        .elements()
        .forEach(each -> all.addAll(each.get("response_range").get("kvs").elements()));
    return all;
  }

  static String owner(JsonValue entry) {
    return value(entry).get("owner").text().orElse("");
  }

  static JsonValue value(JsonValue entry) {
    return Json.read(Words.decoded(entry.get("value")).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<Void> release(String name, long epoch) {
    String key = Words.NAMES + name;
    Map<String, Object> delete = Map.of("request_delete_range", Words.one(key));
    return inWords(
        batches.change(key, Words.ifStill(key, epoch, delete)).<Void>thenApply(done -> null));
  }

  @Override
  public CompletableFuture<List<Held>> locate(Collection<String> names) {
    CompletableFuture<List<Held>> answer = CompletableFuture.completedFuture(List.of());
    for (List<String> some : Portions.of(names, AT_ONCE)) {
      List<Map<String, Object>> questions =
          some.stream()
              .map(name -> Map.<String, Object>of("request_range", Words.one(Words.NAMES + name)))
              .toList();
      answer =
          answer.thenCombine(
              gateway.ask("kv/txn", Map.of("success", questions)),
              (before, found) -> {
                List<Held> both = new ArrayList<>(before);
                found(found).forEach(each -> both.add(held(each)));
                return both;
              });
    }
    return inWords(answer);
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
    return inWords(
        gateway
            .ask("kv/range", Words.range(Words.NAMES + beginning))
            .thenApply(
                answer -> answer.get("kvs").elements().stream().map(EtcdEngine::held).toList()));
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    return inWords(
        gateway
            .ask("kv/range", Words.range(Words.NODES))
            .thenApply(
                answer -> answer.get("kvs").elements().stream().map(EtcdNodes::card).toList()));
  }

  @Override
  public CompletableFuture<String> keep(String what, String value) {
    String key = Words.KEPT + what;
    String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    Map<String, Object> put =
        Map.of("request_put", Map.of("key", Words.encoded(key), "value", encoded));
    return inWords(
        gateway
            .ask("kv/txn", Words.ifFree(key, put, Map.of("request_range", Words.one(key))))
            .thenApply(
                answer ->
                    isDone(answer) ? value : Words.decoded(found(answer).get(0).get("value"))));
  }

  @Override
  public CompletableFuture<Void> remember(Map<String, String> values) {
    return memory.remember(values);
  }

  @Override
  public CompletableFuture<Map<String, String>> recall(Collection<String> names) {
    return memory.recall(names);
  }

  @Override
  public synchronized void watch(Changes changes) {
    watch = Optional.of(EtcdWatch.begin(gateway, changes));
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(EtcdWatch::close);
  }

  /** What fails fails with words for people. */
  private static <T> CompletableFuture<T> inWords(CompletableFuture<T> answer) {
    return answer.exceptionally(
        failure -> {
          throw words(failure);
        });
  }

  static EngineException words(Throwable failure) {
    Throwable cause = Causes.of(failure);
    if (cause instanceof EngineException known) {
      return known;
    }
    return new EngineException("etcd refuses: " + cause.getMessage());
  }
}
