package org.ngrokd.server.admin;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.peers.Heard;
import org.ngrokd.server.peers.Peers;

/**
 * Asks this server and the others of its cluster the same, at once. One that does not answer in
 * time is left out and noted. Safe from any thread; what comes of it is told on its event loop.
 */
final class Everywhere {
  private final Optional<Peers> peers;
  private final EventExecutor loop;

  Everywhere(Optional<Peers> peers, EventExecutor loop) {
    this.peers = peers;
    this.loop = loop;
  }

  /**
   * What all said.
   *
   * @param parts this server's first
   * @param missing who said nothing; null: it is alone
   */
  record Whole<T extends Record>(List<Part<T>> parts, @Nullable List<Shown.Missing> missing) {
    List<T> said() {
      return parts.stream().map(Part::said).toList();
    }

    /** Who said nothing, for the end of a line. */
    String notTold() {
      return missing == null || missing.isEmpty()
          ? ""
          : missing.stream()
              .map(each -> each.node() + " (" + each.why() + ")")
              .collect(Collectors.joining(", ", "; not told by ", ""));
    }
  }

  /**
   * What one of them said.
   *
   * @param peer empty: it is this one
   */
  record Part<T extends Record>(Optional<Peers.Peer> peer, T said) {}

  /**
   * Asks.
   *
   * @param type of what the others say
   * @param own what this one says
   * @param then gets the whole, or why there is none
   */
  <T extends Record> void ask(
      PeerQuestion kind,
      Object question,
      Class<T> type,
      CompletionStage<T> own,
      BiConsumer<@Nullable Whole<T>, @Nullable Throwable> then) {
    CompletionStage<List<Peers.Told>> others =
        peers.isPresent()
            ? peers.get().askOthers(kind.wireName(), Json.camel(question), Peers.LIMIT)
            : CompletableFuture.completedFuture(List.of());
    var unused =
        own.thenCombine(others, (here, told) -> whole(here, told, type))
            .whenComplete((whole, failure) -> loop.execute(() -> then.accept(whole, failure)));
  }

  private <T extends Record> Whole<T> whole(T here, List<Peers.Told> told, Class<T> type) {
    List<Part<T>> parts = new ArrayList<>();
    parts.add(new Part<>(Optional.empty(), here));
    Heard<T> heard = Heard.of(told, type);
    heard.parts().forEach(each -> parts.add(new Part<>(Optional.of(each.peer()), each.said())));
    List<Shown.Missing> missing =
        heard.missing().stream()
            .map(each -> new Shown.Missing(each.peer().address(), each.why()))
            .toList();
    return new Whole<>(parts, peers.isPresent() ? missing : null);
  }

  /** Asks one of them. */
  <T extends Record> void askOne(
      Peers.Peer peer,
      PeerQuestion kind,
      Object question,
      Class<T> type,
      BiConsumer<@Nullable T, @Nullable Throwable> then) {
    var unused =
        peers
            .orElseThrow()
            .ask(peer, kind.wireName(), Json.camel(question), Peers.LIMIT)
            .thenApply(bytes -> Json.read(bytes, type))
            .whenComplete((answer, failure) -> loop.execute(() -> then.accept(answer, failure)));
  }
}
