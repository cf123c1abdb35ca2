package org.ngrokd.server.cluster.shares;

import static java.util.Objects.requireNonNull;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ngrokd.server.access.Allowance.Quota;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Usage;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.peers.Peers;

/** Servers that hear of each other at once, and whose clock stands until it is set. One thread. */
final class Round {
  static final String ACCOUNT = "ada";

  final MockTicker ticker = Ticker.newMockTicker();
  private final List<Server> servers = new ArrayList<>();
  private int questions;
  private int longest;

  /** How a server is. */
  enum Manner {
    WELL,
    /** It does not answer. */
    SILENT,
    /** It does not know the question. */
    OLDER,
    /** It answers what it is asked alone when it is told to. */
    SLOW,
    /** It answers whatever comes to its mind. */
    MAD
  }

  /** One of them, with one account. */
  final class Server implements Peers {
    private final String address;
    private final Map<String, Function<byte[], CompletionStage<byte[]>>> answers = new HashMap<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    final SharedLimits limits;
    final Usage usage;
    Manner manner = Manner.WELL;
    String nonsense = "";
    private final Queue<Runnable> toSay = new ArrayDeque<>();

    private Server(String address, Quota quota) {
      this.address = address;
      this.limits = new SharedLimits(this, ticker);
      this.limits.begin((task, delay) -> later.add(task));
      this.usage =
          new Usage(ACCOUNT, quota, new Meters(ticker, new LimitCounters(), Optional.of(limits)));
    }

    /** Whether it measures time. */
    boolean isAwake() {
      return !later.isEmpty();
    }

    void open(String tunnel, String client) {
      usage.refusalOfTunnel(tunnel, client, 0).ifPresent(AssertionError::new);
    }

    /** How many of these visitors are let in. */
    int visitors(int most) {
      int in = 0;
      for (int i = 0; i < most; i++) {
        in += usage.mayConnect() ? 1 : 0;
      }
      return in;
    }

    int elsewhere(String client) {
      return limits.tunnelsElsewhere(ACCOUNT, client).toCompletableFuture().join();
    }

    @Override
    public String here() {
      return address;
    }

    private Peer seenBy(Server other) {
      return new Peer(address + "#1", address, 0, false, other == this);
    }

    @Override
    public CompletionStage<List<Peer>> all() {
      return CompletableFuture.completedFuture(
          servers.stream().map(each -> each.seenBy(this)).toList());
    }

    @Override
    public CompletionStage<List<Told>> askOthers(String kind, byte[] question, Duration limit) {
      return CompletableFuture.completedFuture(
          servers.stream()
              .filter(each -> each != this)
              .map(each -> each.asked(each.seenBy(this), kind, question))
              .toList());
    }

    @Override
    public CompletionStage<byte[]> ask(Peer peer, String kind, byte[] question, Duration limit) {
      throw new AssertionError("nobody asks so");
    }

    @Override
    public CompletionStage<Told> hear(Peer peer, String kind, byte[] question, Duration limit) {
      longest = Math.max(longest, question.length);
      Server other =
          servers.stream()
              .filter(each -> each.address.equals(peer.address()))
              .findFirst()
              .orElseThrow();
      if (other.manner == Manner.SILENT) {
        ticker.advance(limit.toNanos(), TimeUnit.NANOSECONDS);
      }
      if (other.manner == Manner.SLOW) {
        CompletableFuture<Told> told = new CompletableFuture<>();
        questions++;
        other.toSay.add(() -> told.complete(other.said(peer, kind, question)));
        return told;
      }
      return CompletableFuture.completedFuture(other.asked(peer, kind, question));
    }

    /** Answers all that was asked until now. */
    void say() {
      List<Runnable> now = List.copyOf(toSay);
      toSay.clear();
      now.forEach(Runnable::run);
    }

    private Told said(Peer self, String kind, byte[] question) {
      return new Told(
          self,
          Optional.of(
              requireNonNull(answers.get(kind)).apply(question).toCompletableFuture().join()),
          "");
    }

    private Told asked(Peer self, String kind, byte[] question) {
      questions++;
      return switch (manner) {
        case WELL, SLOW -> said(self, kind, question);
        case MAD -> new Told(self, Optional.of(nonsense.getBytes(StandardCharsets.UTF_8)), "");
        case OLDER -> new Told(self, Optional.empty(), "it does not know of that");
        case SILENT -> new Told(self, Optional.empty(), "it does not answer");
      };
    }

    @Override
    public void answer(String kind, Function<byte[], CompletionStage<byte[]>> answerer) {
      answers.put(kind, answerer);
    }
  }

  Server server(Quota quota) {
    Server made = new Server("10.0.0." + (servers.size() + 1) + ":7443", quota);
    servers.add(made);
    return made;
  }

  void leaves(Server server) {
    servers.remove(server);
  }

  /** A second goes by, and all look. */
  void second() {
    ticker.advance(1, TimeUnit.SECONDS);
    for (Server each : List.copyOf(servers)) {
      List<Runnable> now = List.copyOf(each.later);
      each.later.clear();
      now.forEach(Runnable::run);
    }
  }

  void seconds(int count) {
    for (int i = 0; i < count; i++) {
      second();
    }
  }

  /** How many questions were asked since this was called last. */
  int questions() {
    int since = questions;
    questions = 0;
    return since;
  }

  /** Of the questions to one server, the longest, in bytes. */
  int longest() {
    return longest;
  }
}
