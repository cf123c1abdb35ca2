package org.ngrokd.server.cluster;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.tunnel.Claim;

/**
 * Time, an engine, the network and what fails of them, all by one random number: messages take
 * their time and are lost, the engine stops with what it was asked or dies, ways are cut, servers
 * are paused, killed and begin again. One thread.
 */
final class VirtualWorld {
  static final int PLACES = 4;
  private static final long ANSWER = TimeUnit.SECONDS.toNanos(4);

  /** What keeps names from being served twice; each can be left out to see that it is needed. */
  enum Rule {
    /** All of whom a node knows have to agree. */
    ALL_AGREE,
    /** Who has given its word buries nobody, and has no new names. */
    WORD_IS_KEPT,
    /** With its word a node tells which names it has got. */
    NEWS_WITH_THE_WORD,
    /** Who is about to be buried gets nobody's word. */
    DEAD_GET_NO_WORD,
    /** Names are taken over from those only who know the one that does it. */
    TAKEN_BY_THE_KNOWN,
    /** Who is late is buried by those only whom it knows. */
    BURIED_BY_THE_KNOWN,
    /** Who has gone on meanwhile is not buried. */
    BURIED_AS_SEEN,
    /** A node goes on with others only when the engine has been told that it knows them. */
    KNOWING_IS_TOLD,
    /** Who has perhaps not been told of a change gets no more of its lease before it has asked. */
    CAUGHT_UP_FIRST,
    /** What was taken over is free when the other one has let it go, or a lease is over. */
    LET_GO_FIRST
  }

  /** What happens, and when. */
  private record Event(long at, long number, Runnable what) {}

  /** A node in the engine. */
  private record Row(NodeCard card, Set<String> knows, long renewals) {}

  private record Name(Wish wish, long epoch) {}

  final Random random;
  final Set<Rule> rules;
  final List<VirtualNode> nodes = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.at() == b.at()
                  ? Long.compare(a.number(), b.number())
                  : Long.compare(a.at(), b.at()));
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, Name> names = new HashMap<>();
  private final Set<Long> takenOver = new HashSet<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private final Set<Integer> cutFromEngine = new HashSet<>();
  private final Set<Integer> cutFromEachOther = new HashSet<>();
  private final Map<String, Long> together = new HashMap<>();
  private boolean isStopped;
  private boolean isDead;
  private long numbers;
  private long epochs;
  private long now;
  Optional<String> wrong = Optional.empty();
  long wentOn;
  private long engineGoneSince = -1;

  VirtualWorld(long seed, Set<Rule> without) {
    this.random = new Random(seed);
    this.rules =
        EnumSet.complementOf(
            without.isEmpty() ? EnumSet.noneOf(Rule.class) : EnumSet.copyOf(without));
  }

  long now() {
    return now;
  }

  boolean keeps(Rule rule) {
    return rules.contains(rule);
  }

  void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, numbers++, what));
  }

  long millis(int least, int most) {
    return TimeUnit.MILLISECONDS.toNanos(least + random.nextInt(most - least + 1));
  }

  /** Lives for so long, or until something is wrong. */
  void run(long nanos) {
    for (int place = 0; place < PLACES - 1; place++) {
      begin(place);
    }
    fail();
    while (now < nanos && wrong.isEmpty()) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
      look();
      wentOn += isGoingOn() ? 1 : 0;
    }
  }

  private void begin(int place) {
    VirtualNode node =
        new VirtualNode(
            this, place, "10.0.0." + place + ":" + (random.nextInt(3) > 0 ? 1 : numbers));
    nodes.removeIf(each -> each.place == place);
    nodes.add(node);
    node.begin();
  }

  /** Something fails, or comes back. */
  private void fail() {
    int what = random.nextInt(12);
    int place = random.nextInt(PLACES);
    if (what < 3) {
      engineGoes(random.nextBoolean());
    } else if (what < 5) {
      engineComes();
    } else if (what == 5) {
      cutFromEngine.add(place);
    } else if (what == 6) {
      cutFromEngine.clear();
    } else if (what == 7) {
      cutFromEachOther.add(place * PLACES + random.nextInt(PLACES));
    } else if (what == 8) {
      cutFromEachOther.clear();
    } else if (what == 9) {
      at(place).ifPresent(node -> node.pause(millis(500, 15_000)));
    } else if (what == 10) {
      at(place).ifPresent(VirtualNode::kill);
      begin(place);
    } else {
      cutFromEngine.add(place);
      cutFromEngine.add((place + 1) % PLACES);
    }
    after(millis(100, random.nextInt(4) == 0 ? 15_000 : 3_000), this::fail);
  }

  private void engineGoes(boolean byStop) {
    if (!isStopped && !isDead) {
      isStopped = byStop;
      isDead = !byStop;
      engineGoneSince = now;
    }
  }

  private void engineComes() {
    engineGoneSince = -1;
    isStopped = false;
    isDead = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  /** Whether anything is served though the engine has been away for longer than a lease. */
  private boolean isGoingOn() {
    return engineGoneSince >= 0
        && now - engineGoneSince > TimeUnit.SECONDS.toNanos(12)
        && nodes.stream().anyMatch(node -> !node.held().isEmpty());
  }

  private Optional<VirtualNode> at(int place) {
    return nodes.stream().filter(node -> node.place == place).findFirst();
  }

  /** Asks a node from another one, if there is a way. */
  <T> CompletableFuture<T> ask(VirtualNode from, String id, Function<VirtualNode, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    after(
        millis(0, 100),
        () ->
            nodes.stream()
                .filter(node -> node.isCalled(id) && isWay(from, node))
                .forEach(
                    node ->
                        node.does(
                            () -> {
                              T said = question.apply(node);
                              after(
                                  millis(0, 100),
                                  () -> reach(from, node, () -> answer.complete(said)));
                            })));
    from.later(
        TimeUnit.MILLISECONDS.toNanos(1250),
        () -> answer.completeExceptionally(new EngineException("no answer")));
    return answer;
  }

  private void reach(VirtualNode from, VirtualNode to, Runnable what) {
    if (isWay(from, to)) {
      from.does(what);
    }
  }

  private boolean isWay(VirtualNode a, VirtualNode b) {
    return !cutFromEachOther.contains(a.place * PLACES + b.place)
        && !cutFromEachOther.contains(b.place * PLACES + a.place);
  }

  /** Asks the engine. */
  <T> CompletableFuture<T> engine(VirtualNode from, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable done =
        () -> {
          try {
            T value = question.get();
            after(millis(0, 300), () -> answered(from, answer, value));
          } catch (EngineException e) {
            from.does(() -> answer.completeExceptionally(e));
          }
        };
    after(
        millis(0, 300),
        () -> {
          if (isStopped && !cutFromEngine.contains(from.place)) {
            held.add(done);
          } else if (!isDead && !cutFromEngine.contains(from.place)) {
            done.run();
          }
        });
    from.later(ANSWER, () -> answer.completeExceptionally(new EngineException("no answer")));
    return answer;
  }

  private <T> void answered(VirtualNode from, CompletableFuture<T> answer, T value) {
    if (!cutFromEngine.contains(from.place) && !isDead) {
      from.does(() -> answer.complete(value));
    }
  }

  private void tell(Held what) {
    for (VirtualNode node : nodes) {
      after(
          millis(0, 300),
          () -> {
            if (cutFromEngine.contains(node.place) || isDead || isStopped) {
              node.misses();
            } else {
              node.does(() -> node.directory.held(what));
            }
          });
    }
  }

  // What the engine does, each at one moment.

  Object join(NodeCard card) {
    return rows.putIfAbsent(card.id(), new Row(card, Set.of(), 0)) == null;
  }

  List<Life> renew(NodeCard card, Set<String> knows) {
    Row row = rows.get(card.id());
    if (row == null) {
      return List.of();
    }
    rows.put(card.id(), new Row(card, knows, row.renewals() + 1));
    return rows.values().stream()
        .map(each -> new Life(each.card(), each.knows(), each.renewals(), false))
        .toList();
  }

  Object bury(Life seen) {
    Row row = rows.get(seen.id());
    if (row != null && (row.renewals() == seen.version() || !keeps(Rule.BURIED_AS_SEEN))) {
      rows.remove(seen.id());
      names.values().removeIf(name -> name.wish().node().equals(seen.id()));
    }
    return seen;
  }

  Optional<Given> claim(Wish wish) {
    Name name = names.get(wish.name());
    if (!rows.containsKey(wish.node())) {
      throw new EngineException("it is dead");
    }
    Optional<String> from = Optional.empty();
    if (name != null) {
      if (!name.wish().owner().equals(wish.owner())) {
        return Optional.empty();
      }
      if (!mayTake(wish.node(), name.wish().node())) {
        throw EngineException.notYet();
      }
      takenOver.add(name.epoch());
      from =
          Optional.of(name.wish().node())
              .filter(node -> keeps(Rule.LET_GO_FIRST) && !node.equals(wish.node()));
    }
    epochs++;
    names.put(wish.name(), new Name(wish, epochs));
    tell(new Held(wish.name(), wish.url(), wish.node(), epochs));
    return Optional.of(new Given(epochs, from));
  }

  private boolean mayTake(String node, String from) {
    Row here = requireNonNull(rows.get(node));
    Row there = requireNonNull(rows.get(from));
    return !keeps(Rule.TAKEN_BY_THE_KNOWN)
        || node.equals(from)
        || there.knows().contains(node)
        || there.card().address().equals(here.card().address());
  }

  Object release(String name, long epoch) {
    return names.computeIfPresent(name, (same, is) -> is.epoch() == epoch ? null : is) == null;
  }

  List<Held> locate(Set<String> wanted) {
    return names.entrySet().stream()
        .filter(each -> wanted.contains(each.getKey()))
        .map(
            each ->
                new Held(
                    each.getKey(),
                    each.getValue().wish().url(),
                    each.getValue().wish().node(),
                    each.getValue().epoch()))
        .toList();
  }

  /** Nobody serves what another one serves, but for a lease where both do for one owner. */
  private void look() {
    Map<String, List<Claim>> serving = new HashMap<>();
    for (VirtualNode node : nodes) {
      for (Claim claim : node.held()) {
        serving.computeIfAbsent(claim.url().key(), key -> new ArrayList<>()).add(claim);
      }
    }
    Set<String> pairs = new HashSet<>();
    serving.values().stream().filter(all -> all.size() > 1).forEach(all -> look(all, pairs));
    together.keySet().retainAll(pairs);
  }

  private void look(List<Claim> all, Set<String> pairs) {
    long older = all.stream().mapToLong(VirtualWorld::epoch).min().orElseThrow();
    String pair =
        all.get(0).url().key() + " by " + all.stream().map(VirtualWorld::epoch).sorted().toList();
    pairs.add(pair);
    long since = together.computeIfAbsent(pair, key -> now);
    boolean isTooLong = now - since > VirtualNode.LEASE.toNanos();
    boolean isOthers =
        all.stream().map(claim -> ((Grant) claim.hold()).owner()).distinct().count() > 1;
    if (isTooLong || isOthers || !takenOver.contains(older)) {
      wrong =
          Optional.of(
              "%s is served by both at %.3f s, since %.3f s"
                  .formatted(pair, now / 1e9, since / 1e9));
    }
  }

  private static long epoch(Claim claim) {
    return ((Grant) claim.hold()).epoch();
  }
}
