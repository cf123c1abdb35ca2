package org.ngrokd.server.cluster.shares;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.cluster.engine.Batches;
import org.ngrokd.server.cluster.engine.EngineException;
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

  /** With the wait for a turn: those that wait are ten questions at most. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /**
   * That are told of in one question, which may have 1 MiB; tunnels of those beyond count where
   * they are, too.
   */
  private static final int MOST_CLIENTS = 10_000;

  private static final int MOST_TUNNELS = 1_000_000;

  private final Peers peers;
  private final Ticker ticker;
  private final Function<String, Optional<Usage>> own;
  private final Map<String, Long> silent = new ConcurrentHashMap<>(); // since when, by id
  private final Batches<Comer, Integer> batches;

  /** Whose tunnels are to be counted, but for those of clients that are here, or come. */
  record Wanted(String account, Set<String> clients) {}

  /** A question. */
  record Question(List<Wanted> wanted) {}

  /** Its answer, in the same order. */
  record Counts(List<Integer> counts) {}

  /** A client that wants a tunnel. */
  private record Comer(String account, String client) {}

  /**
   * @param own finds an account that has something open here
   */
  TunnelCounts(Peers peers, Ticker ticker, Function<String, Optional<Usage>> own) {
    this.peers = peers;
    this.ticker = ticker;
    this.own = own;
    this.batches =
        new Batches<>(
            new Batches.Limits(MOST_ASKED, 1, MOST_WAITING, LONGEST),
            batch -> ask(batch).toCompletableFuture(),
            () -> new EngineException("too many want to know"));
    peers.answer(TUNNELS, Question.class, this::answer);
  }

  /** As {@link org.ngrokd.server.access.Sharing#tunnelsElsewhere}. */
  CompletionStage<Integer> elsewhere(String account, String client) {
    return batches.ask(new Comer(account, client), new Object()).exceptionally(unknown -> 0);
  }

  private CompletionStage<Void> ask(List<Batches.Asked<Comer, Integer>> batch) {
    List<Wanted> wanted = wanted(batch);
    byte[] question = Json.camel(new Question(wanted));
    return peers
        .all()
        .thenCompose(all -> askEach(all, question))
        .thenAccept(told -> tell(batch, wanted, sum(wanted.size(), told)));
  }

  /** One for each account; clients that have just come may still be counted where they were. */
  private List<Wanted> wanted(List<Batches.Asked<Comer, Integer>> batch) {
    Map<String, Set<String>> byAccount = new LinkedHashMap<>();
    batch.forEach(
        each ->
            byAccount
                .computeIfAbsent(each.question().account(), account -> new HashSet<>())
                .add(each.question().client()));
    int[] room = {MOST_CLIENTS};
    byAccount.forEach(
        (account, clients) ->
            own.apply(account).map(Usage::clients).orElse(List.of()).stream()
                .filter(client -> room[0]-- > 0)
                .forEach(clients::add));
    return byAccount.entrySet().stream()
        .map(each -> new Wanted(each.getKey(), each.getValue()))
        .toList();
  }

  private static void tell(
      List<Batches.Asked<Comer, Integer>> batch, List<Wanted> wanted, int[] sums) {
    Map<String, Integer> byAccount = new HashMap<>();
    for (int i = 0; i < sums.length; i++) {
      byAccount.put(wanted.get(i).account(), sums[i]);
    }
    batch.forEach(
        each -> each.answer().complete(byAccount.getOrDefault(each.question().account(), 0)));
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
