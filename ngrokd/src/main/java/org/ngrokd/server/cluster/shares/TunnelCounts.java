package org.ngrokd.server.cluster.shares;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.peers.Heard;
import org.ngrokd.server.peers.Peers;

/**
 * Asks the other servers how many tunnels an account has there, when it wants one more here. What
 * wants to know meanwhile goes with the next question, so that there is one at a time however many
 * come at once. Whoever does not answer has none: when in doubt, a client is let in. Safe from any
 * thread.
 */
final class TunnelCounts {
  static final String TUNNELS = "account.tunnels";

  /** Of an answer: a client waits for it, perhaps one whose other server has just died. */
  private static final Duration LIMIT = Duration.ofMillis(500);

  /** A server that did not answer in time is not waited for again so soon. */
  private static final Duration SILENT = Duration.ofSeconds(2);

  private static final int MOST_ASKED = 1000;
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_TUNNELS = 1_000_000;

  private final Peers peers;
  private final Ticker ticker;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Map<String, Long> silent = new ConcurrentHashMap<>(); // since when, by id
  private boolean isAsking;

  /** Whose tunnels are to be counted, but for those of this client. */
  record Wanted(String account, String client) {}

  /** A question. */
  record Question(List<Wanted> wanted) {}

  /** Its answer, in the same order. */
  record Counts(List<Integer> counts) {}

  private record Waiting(Wanted wanted, CompletableFuture<Integer> counted) {}

  /**
   * @param own finds an account that has something open here
   */
  TunnelCounts(Peers peers, Ticker ticker, Function<String, Optional<Usage>> own) {
    this.peers = peers;
    this.ticker = ticker;
    peers.answer(TUNNELS, Question.class, asked -> answer(asked, own));
  }

  /** As {@link org.ngrokd.server.access.Sharing#tunnelsElsewhere}. */
  CompletionStage<Integer> elsewhere(String account, String client) {
    CompletableFuture<Integer> counted = new CompletableFuture<>();
    synchronized (this) {
      if (waiting.size() >= MOST_WAITING) {
        return CompletableFuture.completedFuture(0);
      }
      waiting.add(new Waiting(new Wanted(account, client), counted));
      if (isAsking) {
        return counted;
      }
      isAsking = true;
    }
    askNext();
    return counted;
  }

  private synchronized List<Waiting> take() {
    List<Waiting> taken = new ArrayList<>();
    while (taken.size() < MOST_ASKED && !waiting.isEmpty()) {
      taken.add(waiting.remove());
    }
    isAsking = !taken.isEmpty();
    return taken;
  }

  private void askNext() {
    List<Waiting> asked = take();
    if (asked.isEmpty()) {
      return;
    }
    byte[] question = Json.camel(new Question(asked.stream().map(Waiting::wanted).toList()));
    var unused =
        CompletableFuture.completedFuture(question) // what is thrown is a failure, too
            .thenCompose(each -> peers.all())
            .thenCompose(all -> askEach(all, question))
            .handle((told, failure) -> sum(asked.size(), failure == null ? told : List.of()))
            .thenAccept(
                sums -> {
                  for (int i = 0; i < sums.length; i++) {
                    asked.get(i).counted().complete(sums[i]);
                  }
                  askNext();
                });
  }

  private CompletionStage<List<Peers.Told>> askEach(List<Peers.Peer> all, byte[] question) {
    silent.keySet().retainAll(all.stream().map(Peers.Peer::id).toList());
    List<CompletableFuture<Peers.Told>> asked =
        all.stream()
            .filter(peer -> !peer.isThis() && !isSilent(peer))
            .map(peer -> ask(peer, question))
            .toList();
    return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  private boolean isSilent(Peers.Peer peer) {
    Long since = silent.get(peer.id());
    return since != null && ticker.nanoTime() - since < SILENT.toNanos();
  }

  private CompletableFuture<Peers.Told> ask(Peers.Peer peer, byte[] question) {
    long began = ticker.nanoTime();
    return peers
        .hear(peer, TUNNELS, question, LIMIT)
        .whenComplete(
            (told, failure) -> {
              long now = ticker.nanoTime();
              if (told != null
                  && told.answer().isEmpty()
                  && now - began >= LIMIT.toNanos() * 9 / 10) {
                silent.put(peer.id(), now);
              }
            })
        .toCompletableFuture();
  }

  private static int[] sum(int asked, List<Peers.Told> told) {
    int[] sums = new int[asked];
    for (Heard.Part<Counts> part : Heard.of(told, Counts.class).parts()) {
      List<Integer> counts = part.said().counts();
      for (int i = 0; counts != null && counts.size() == asked && i < asked; i++) {
        Integer count = counts.get(i);
        sums[i] += count == null ? 0 : Math.max(0, Math.min(MOST_TUNNELS, count));
      }
    }
    return sums;
  }

  private static CompletionStage<Counts> answer(
      Question asked, Function<String, Optional<Usage>> own) {
    if (asked.wanted() == null || asked.wanted().size() > MOST_ASKED) {
      throw new IllegalArgumentException("a question about nothing, or about too much");
    }
    return CompletableFuture.completedFuture(
        new Counts(asked.wanted().stream().map(each -> count(each, own)).toList()));
  }

  private static int count(Wanted wanted, Function<String, Optional<Usage>> own) {
    return wanted == null || wanted.account() == null || wanted.client() == null
        ? 0
        : own.apply(wanted.account()).map(usage -> usage.tunnelsBut(wanted.client())).orElse(0);
  }
}
