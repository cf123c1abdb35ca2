package org.ngrokd.server.cluster.shares;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.access.Sharing;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.peers.Heard;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other servers every second how much they used of the limits of accounts that are in use
 * here, and answers them. Nothing is asked, and no time measured, while there is no such account;
 * what is kept are answers about accounts that are open here, and no others. Safe from any thread.
 */
public final class SharedLimits implements Sharing, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);

  static final String USE = "account.use";
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Of an answer: a server that takes longer is as one that says nothing. */
  private static final Duration LIMIT = Duration.ofMillis(800);

  /** Accounts in one question; where more are in use, they take turns. */
  private static final int MOST_ASKED = 1000;

  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private final Peers peers;
  private final Ticker ticker;
  private final TunnelCounts counts;
  private volatile Optional<Later> later = Optional.empty();

  /** Runs something later, on an event loop. */
  public interface Later {
    void run(Runnable task, Duration delay);
  }

  /**
   * A question.
   *
   * @param from the address of who asks
   */
  record Accounts(String from, List<String> accounts) {}

  /** What this server can say of them. */
  record Uses(List<AccountUse> uses) {}

  /** Answers, and asks nothing yet. */
  public SharedLimits(Peers peers, Ticker ticker) {
    this.peers = peers;
    this.ticker = ticker;
    this.counts =
        new TunnelCounts(
            peers,
            ticker,
            account -> Optional.ofNullable(watched.get(account)).map(Watched::usage));
    peers.answer(USE, Accounts.class, this::answer);
  }

  /** From now on others can be asked. */
  public void begin(Later by) {
    later = Optional.of(by);
    lookSoon();
  }

  @Override
  public void watch(Usage account) {
    watched.put(account.key(), new Watched(account, ticker.nanoTime()));
    lookSoon();
  }

  @Override
  public CompletionStage<Integer> tunnelsElsewhere(String account, String clientId) {
    return counts.elsewhere(account, clientId);
  }

  private void lookSoon() {
    Optional<Later> by = later;
    if (by.isPresent() && !watched.isEmpty() && isLooking.compareAndSet(false, true)) {
      by.get().run(this::look, EVERY);
    }
  }

  private void look() {
    long now = ticker.nanoTime();
    watched.forEach(
        (key, each) -> {
          if (!each.look(now)) {
            watched.remove(key, each);
          }
        });
    List<Watched> asked =
        watched.values().stream()
            .filter(each -> each.wantsToKnow(now))
            .sorted(Comparator.comparingLong(Watched::askedAt))
            .limit(MOST_ASKED)
            .toList();
    asked.forEach(each -> each.asked(now));
    var unused =
        CompletableFuture.completedFuture(asked) // what is thrown is a failure, too
            .thenCompose(this::ask)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("What others use is not known: {}", Failures.oneLine(failure));
                  }
                  isLooking.set(false);
                  lookSoon();
                });
  }

  private CompletionStage<Void> ask(List<Watched> asked) {
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> accounts = asked.stream().map(each -> each.usage().key()).toList();
    return peers
        .askOthers(USE, Json.camel(new Accounts(peers.here(), accounts)), LIMIT)
        .thenAccept(told -> heard(asked, told));
  }

  private void heard(List<Watched> asked, List<Peers.Told> told) {
    Heard<Uses> heard = Heard.of(told, Uses.class);
    Map<String, Map<String, AccountUse>> byServer = new HashMap<>();
    heard.parts().forEach(part -> byServer.put(part.peer().address(), sound(part.said())));
    for (Watched each : asked) {
      String account = each.usage().key();
      each.heard(
          Stream.concat(
                  byServer.entrySet().stream()
                      .map(
                          server ->
                              new Watched.Said(
                                  server.getKey(),
                                  true,
                                  Optional.ofNullable(server.getValue().get(account)))),
                  heard.missing().stream()
                      .map(
                          missing ->
                              new Watched.Said(missing.peer().address(), false, Optional.empty())))
              .toList(),
          ticker.nanoTime());
    }
  }

  /** What cannot be so is as if it were not said. */
  private static Map<String, AccountUse> sound(Uses said) {
    Map<String, AccountUse> sound = new HashMap<>();
    if (said.uses() != null) {
      for (AccountUse each : said.uses()) {
        if (each != null && each.account() != null && each.isSound()) {
          sound.put(each.account(), each);
        }
      }
    }
    return sound;
  }

  private CompletionStage<Uses> answer(Accounts asked) {
    long now = ticker.nanoTime();
    if (asked.from() == null || asked.accounts() == null) {
      throw new IllegalArgumentException("a question about nothing");
    }
    return CompletableFuture.completedFuture(
        new Uses(
            asked.accounts().stream()
                .limit(MOST_ASKED)
                .flatMap(
                    account -> Stream.ofNullable(account == null ? null : watched.get(account)))
                .distinct()
                .map(each -> each.tell(asked.from(), now))
                .toList()));
  }

  /** Asks nothing any more. */
  @Override
  public void close() {
    later = Optional.empty();
  }
}
