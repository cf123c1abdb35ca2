package org.ngrokd.server.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.streams.net.Failures;

/**
 * The servers of a cluster, each with what it says of itself.
 *
 * @param own what this one says
 */
record NodeList(Peers peers, Shown.Load own, List<Peers.Peer> all) {
  private static final byte[] NOTHING = {};

  /** Asks those that are not this one. */
  CompletionStage<Shown.Nodes> asked() {
    List<CompletableFuture<Shown.Node>> nodes = all.stream().map(this::node).toList();
    return CompletableFuture.allOf(nodes.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> new Shown.Nodes(nodes.stream().map(CompletableFuture::join).toList()));
  }

  private CompletableFuture<Shown.Node> node(Peers.Peer peer) {
    CompletionStage<Shown.Load> load =
        peer.isThis()
            ? CompletableFuture.completedFuture(own)
            : peers
                .ask(peer, PeerQuestion.NODE.wireName(), NOTHING, Peers.LIMIT)
                .thenApply(bytes -> Json.read(bytes, Shown.Load.class));
    return load.handle(
            (said, failure) ->
                new Shown.Node(
                    peer.id(),
                    peer.address(),
                    said == null ? peer.tunnels() : said.now().tunnels(),
                    peer.isDraining(),
                    peer.isThis(),
                    said,
                    failure == null ? null : trouble(failure)))
        .toCompletableFuture();
  }

  private static String trouble(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof TimeoutException || failure instanceof TimeoutException
        ? "it does not answer"
        : Failures.oneLine(cause);
  }
}
