package org.ngrokd.server.cluster.shares;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** Of one account, that are told of; tunnels of those beyond count where they are, too. */
  private static final int MOST_CLIENTS = 1000;

  private static final int MOST_TUNNELS = 1_000_000;

  private final Peers peers;
  private final Ticker ticker;
  private final Function<String, Optional<Usage>> own;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Map<String, Long> silent = new ConcurrentHashMap<>(); // since when, by id
  private boolean isAsking;

  /** Whose tunnels are to be counted, but for those of clients that are here, or come. */
  record Wanted(String account, Set<String> clients) {}

  /** A question. */
  record Question(List<Wanted> wanted) {}

  /** Its answer, in the same order. */
  record Counts(List<Integer> counts) {}

  private record Waiting(String account, String client, CompletableFuture<Integer> counted) {}

  /**
   * @param own finds an account that has something open here
   */
  TunnelCounts(Peers peers, Ticker ticker, Function<String, Optional<Usage>> own) {
    this.peers = peers;
    this.ticker = ticker;
    this.own = own;
    peers.answer(TUNNELS, Question.class, this::answer);
  }

  /** As {@link org.ngrokd.server.access.Sharing#tunnelsElsewhere}. */
  CompletionStage<Integer> elsewhere(String account, String client) {
    CompletableFuture<Integer> counted = new CompletableFuture<>();
    synchronized (this) {
      if (waiting.size() >= MOST_WAITING) {
        return CompletableFuture.completedFuture(0);
      }
      waiting.add(new Waiting(account, client, counted));
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
    List<Wanted> wanted = wanted(asked);
    byte[] question = Json.camel(new Question(wanted));
    var unused =
        CompletableFuture.completedFuture(question) // what is thrown is a failure, too
            .thenCompose(each -> peers.all())
            .thenCompose(all -> askEach(all, question))
            .handle((told, failure) -> sum(wanted.size(), failure == null ? told : List.of()))
            .thenAccept(
                sums -> {
                  tell(asked, wanted, sums);
                  askNext();
                });
  }

  /** One for each account; clients that have just come may still be counted where they were. */
  private List<Wanted> wanted(List<Waiting> asked) {
    Map<String, Set<String>> byAccount = new LinkedHashMap<>();
    for (Waiting each : asked) {
      byAccount
          .computeIfAbsent(
              each.account(),
              account ->
                  own.apply(account).map(Usage::clients).orElse(List.of()).stream()
                      .limit(MOST_CLIENTS)
                      .collect(Collectors.toCollection(HashSet::new)))
          .add(each.client());
    }
    return byAccount.entrySet().stream()
        .map(each -> new Wanted(each.getKey(), each.getValue()))
        .toList();
  }

  private static void tell(List<Waiting> asked, List<Wanted> wanted, int[] sums) {
    Map<String, Integer> byAccount = new HashMap<>();
    for (int i = 0; i < sums.length; i++) {
      byAccount.put(wanted.get(i).account(), sums[i]);
    }
    asked.forEach(each -> each.counted().complete(byAccount.getOrDefault(each.account(), 0)));
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

  private CompletionStage<Counts> answer(Question asked) {
    if (asked.wanted() == null || asked.wanted().size() > MOST_ASKED) {
      throw new IllegalArgumentException("a question about nothing, or about too much");
    }
    return CompletableFuture.completedFuture(
        new Counts(asked.wanted().stream().map(this::count).toList()));
  }

  private int count(Wanted wanted) {
    return wanted == null || wanted.account() == null || wanted.clients() == null
        ? 0
        : own.apply(wanted.account()).map(usage -> usage.tunnelsBut(wanted.clients())).orElse(0);
  }
}
