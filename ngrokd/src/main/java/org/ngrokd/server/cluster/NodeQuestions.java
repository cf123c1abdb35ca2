package org.ngrokd.server.cluster;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.Replying;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/** Asks other nodes over the links, and has theirs answered. Safe from any thread. */
final class NodeQuestions implements Peers {
  private static final Duration STRANGER = Duration.ofSeconds(3);

  private final Nodes nodes;
  private final Predicate<String> isThisNode;
  private final Replying replying = new Replying();
  private volatile Optional<Way> way = Optional.empty();
  private volatile String here = "";

  /** What it asks by. */
  private record Way(Links links, EventLoopGroup loops) {}

  /**
   * @param isThisNode whether a node is this server
   */
  NodeQuestions(Nodes nodes, Predicate<String> isThisNode) {
    this.nodes = nodes;
    this.isThisNode = isThisNode;
  }

  /** From now on others can be asked. */
  void open(String address, Links links, EventLoopGroup loops) {
    here = address;
    way = Optional.of(new Way(links, loops));
  }

  Replying replying() {
    return replying;
  }

  @Override
  public String here() {
    return here;
  }

  @Override
  public CompletionStage<List<Peer>> all() {
    return nodes.all().thenApply(all -> all.stream().map(this::peer).toList());
  }

  private Peer peer(NodeCard card) {
    return new Peer(
        card.id(), card.address(), card.tunnels(), card.isDraining(), isThisNode.test(card.id()));
  }

  @Override
  public CompletionStage<List<Told>> askOthers(String kind, byte[] question, Duration limit) {
    return nodes
        .all()
        .thenCompose(
            all -> {
              List<CompletableFuture<Told>> asked =
                  all.stream()
                      .map(this::peer)
                      .filter(peer -> !peer.isThis())
                      .map(peer -> hear(peer, kind, question, limit))
                      .toList();
              return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                  .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
            });
  }

  @Override
  public CompletableFuture<Told> hear(Peer peer, String kind, byte[] question, Duration limit) {
    return ask(peer, kind, question, limit)
        .handle(
            (bytes, failure) ->
                failure == null
                    ? new Told(peer, Optional.of(bytes), "")
                    : new Told(peer, Optional.empty(), words(Causes.of(failure))));
  }

  private static String words(Throwable failure) {
    return failure instanceof TimeoutException ? "it does not answer" : Failures.oneLine(failure);
  }

  @Override
  public CompletableFuture<byte[]> ask(Peer peer, String kind, byte[] question, Duration limit) {
    Optional<Way> by = way;
    if (by.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("it is just starting"));
    }
    return by.get()
        .links()
        .ask(
            new Links.Place(peer.id(), HostAndPort.parse(peer.address())),
            kind,
            question,
            by.get().loops().next())
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks whoever is at an address, by a connection that is not kept. */
  CompletionStage<byte[]> askAt(HostAndPort address, String kind) {
    Peer stranger = new Peer("stranger at " + address, address.toString(), 0, false, false);
    return ask(stranger, kind, new byte[0], STRANGER)
        .whenComplete((told, failure) -> way.ifPresent(each -> each.links().gone(stranger.id())));
  }

  @Override
  public void answer(String kind, Function<byte[], CompletionStage<byte[]>> answerer) {
    replying.by(kind, answerer);
  }
}
