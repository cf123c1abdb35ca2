package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/**
 * Who has names at other nodes, as far as somebody here who wants one has to know: whose account it
 * is, whether the client is still there, and that it is to give the name up. The node where it is
 * is asked. Safe from any thread.
 */
final class RemoteHolders {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A node that asks its client waits 3 s for it, and frees what it had. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  /** Of nobody: an account has no such key. */
  private static final String UNKNOWN = "\0";

  private final Engine engine;
  private final Nodes nodes;
  private final Peers peers;

  RemoteHolders(Engine engine, Nodes nodes, Peers peers) {
    this.engine = engine;
    this.nodes = nodes;
    this.peers = peers;
  }

  /** A name by a claim, and why it is asked for. */
  record Name(String key, long epoch, String reason) {}

  /**
   * That a node has a name, which its owner had at another one.
   *
   * @param to the life of the other one that is meant: another one at its address has nothing to do
   *     with what that one served, or had taken over itself
   */
  record Newer(String to, Held held) {}

  /** Whose a name is. */
  record Who(String account) {}

  /** Yes or no. */
  record Truth(boolean isSo) {}

  /**
   * From now on others are answered.
   *
   * @param own who has a name here by an epoch
   * @param hasLetGo whether this is that node, and serves it by no older claim
   */
  void answer(BiFunction<String, Long, Optional<Holder>> own, Predicate<Newer> hasLetGo) {
    peers.answer("holder.gone", Newer.class, newer -> answered(hasLetGo.test(newer)));
    peers.answer("holder.who", Name.class, name -> who(own.apply(name.key(), name.epoch())));
    peers.answer("holder.there", Name.class, name -> isThere(own.apply(name.key(), name.epoch())));
    peers.answer(
        "holder.take", Name.class, name -> take(own.apply(name.key(), name.epoch()), name));
  }

  private static CompletionStage<Who> who(Optional<Holder> holder) {
    return CompletableFuture.completedFuture(new Who(holder.map(Holder::account).orElse(UNKNOWN)));
  }

  private static CompletionStage<Truth> isThere(Optional<Holder> holder) {
    return holder.map(each -> truth(each.isThere())).orElseGet(() -> answered(false));
  }

  private static CompletionStage<Truth> take(Optional<Holder> holder, Name name) {
    return holder
        .map(each -> truth(each.close(RemoteTunnels.url(name.key()), name.reason())))
        .orElseGet(() -> answered(false));
  }

  private static CompletionStage<Truth> answered(boolean isSo) {
    return CompletableFuture.completedFuture(new Truth(isSo));
  }

  private static CompletionStage<Truth> truth(Future<Boolean> future) {
    CompletableFuture<Truth> stage = new CompletableFuture<>();
    future.addListener(
        (Future<Boolean> done) -> {
          boolean unused =
              done.isSuccess()
                  ? stage.complete(new Truth(done.getNow()))
                  : stage.completeExceptionally(done.cause());
        });
    return stage;
  }

  /** Who has the name at another node; empty: nobody, or a node that is gone. Does not fail. */
  CompletableFuture<Optional<Holder>> find(PublicUrl url) {
    return engine
        .locate(List.of(url.key()))
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.<Holder>empty())
                    : find(found.get(0)))
        .exceptionally(failure -> Optional.of(new Elsewhere(Optional.empty(), UNKNOWN)));
  }

  private CompletableFuture<Optional<Holder>> find(Held held) {
    return nodes
        .find(held.node())
        .thenCompose(
            card ->
                card.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.<Holder>empty())
                    : find(new At(peer(card.get()), held)));
  }

  /** As which a node is asked. */
  private static Peers.Peer peer(NodeCard card) {
    return new Peers.Peer(card.id(), card.address(), 0, false, false);
  }

  private CompletableFuture<Optional<Holder>> find(At at) {
    return at.ask("holder.who", "", Who.class, PATIENCE)
        .thenApply(who -> Optional.<Holder>of(new Elsewhere(Optional.of(at), who.account())))
        .toCompletableFuture();
  }

  /**
   * Asks a node whether it serves a name for nobody whose claim is older. Does not fail.
   *
   * @return false: it does not say so, and is not gone either
   */
  CompletableFuture<Boolean> hasLetGo(String node, Held newer) {
    return nodes
        .find(node)
        .thenCompose(
            card -> card.map(there -> hasLetGo(there, newer)).orElseGet(() -> isGone(node)))
        .exceptionallyCompose(failure -> isGone(node))
        .exceptionally(failure -> false);
  }

  /** One that has left, or was buried, serves nothing. */
  private CompletableFuture<Boolean> isGone(String node) {
    return engine.nodes().thenApply(all -> all.stream().noneMatch(each -> each.id().equals(node)));
  }

  private CompletableFuture<Boolean> hasLetGo(NodeCard there, Held newer) {
    byte[] question = Json.camel(new Newer(there.id(), newer));
    return peers
        .ask(peer(there), "holder.gone", question, PATIENCE)
        .thenApply(bytes -> Json.read(bytes, Truth.class).isSo())
        .toCompletableFuture();
  }

  /** A name at another node. */
  private final class At {
    private final Peers.Peer peer;
    private final Held held;

    At(Peers.Peer peer, Held held) {
      this.peer = peer;
      this.held = held;
    }

    <T extends Record> CompletionStage<T> ask(
        String kind, String reason, Class<T> type, Duration limit) {
      byte[] question = Json.camel(new Name(held.name(), held.epoch(), reason));
      return peers.ask(peer, kind, question, limit).thenApply(bytes -> Json.read(bytes, type));
    }

    /**
     * Asks.
     *
     * @param otherwise when there is no answer
     */
    Future<Boolean> ask(String kind, String reason, boolean otherwise) {
      Promise<Boolean> answered = ImmediateEventExecutor.INSTANCE.newPromise();
      var unused =
          ask(kind, reason, Truth.class, SIGN_OF_LIFE)
              .whenComplete(
                  (truth, failure) ->
                      answered.setSuccess(failure == null ? truth.isSo() : otherwise));
      return answered;
    }
  }

  /**
   * A holder at another node. One that is not to be asked is there, and nobody's who comes here.
   *
   * @param at empty: its node does not answer
   */
  private record Elsewhere(Optional<At> at, String account) implements Holder {
    private static Future<Boolean> known(boolean answer) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(answer);
    }

    @Override
    public Future<Boolean> isThere() {
      return at.map(each -> each.ask("holder.there", "", true)).orElseGet(() -> known(true));
    }

    @Override
    public void accountsChanged() {}

    /** It is its own server's to close. */
    @Override
    public Future<Void> close(String reason) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public Future<Boolean> close(PublicUrl url, String reason) {
      return at.map(each -> each.ask("holder.take", reason, false)).orElseGet(() -> known(false));
    }
  }
}
