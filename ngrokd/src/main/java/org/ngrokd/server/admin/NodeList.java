package org.ngrokd.server.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.peers.Heard;
import org.ngrokd.server.peers.Peers;

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
    return peer.isThis()
        ? CompletableFuture.completedFuture(node(peer, own, null))
        : peers
            .hear(peer, PeerQuestion.NODE.wireName(), NOTHING, Peers.LIMIT)
            .thenApply(told -> node(Heard.of(List.of(told), Shown.Load.class)))
            .toCompletableFuture();
  }

  private static Shown.Node node(Heard<Shown.Load> one) {
    return one.missing().isEmpty()
        ? node(one.parts().get(0).peer(), one.parts().get(0).said(), null)
        : node(one.missing().get(0).peer(), null, one.missing().get(0).why());
  }

  private static Shown.Node node(
      Peers.Peer peer, Shown.@Nullable Load said, @Nullable String trouble) {
    return new Shown.Node(
        peer.id(),
        peer.address(),
        said == null ? peer.tunnels() : said.now().tunnels(),
        peer.isDraining(),
        peer.isThis(),
        said,
        trouble);
  }
}
