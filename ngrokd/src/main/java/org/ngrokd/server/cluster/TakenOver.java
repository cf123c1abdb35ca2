package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.engine.Held;

/**
 * Names that this server has got for clients who had them at another one. That one may serve a
 * client's older connection until it hears of it: for a lease at most from its last renewal. Until
 * then, or until it says that it does not, such a name is not given back, however soon the client
 * leaves: it would be another client's while visitors still reach this one's. Safe from any thread.
 */
final class TakenOver {
  /** Who has that many names to ask for waits for the lease with the others. */
  private static final int UNDER_WAY = 64;

  /**
   * A node goes on renewing for so long before it notices that it hears of nothing any more: by
   * rule 8 of ADR 33.
   */
  static final Duration UNHEARD = Duration.ofSeconds(5);

  /** Some 6 MB. More in a lease are given back as if nobody else served them. */
  static final int MOST = 20_000;

  private final long longest;
  private final LongSupplier nanos;
  private final BiConsumer<String, Long> giveBack;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile Way way = (node, newer) -> CompletableFuture.completedFuture(false);

  /**
   * A name.
   *
   * @param from the node; "": nobody knows which, nor whether there is one, or there are two
   * @param held that this server has it
   * @param until when it is over, whatever that node says
   * @param leaving the epoch to give back; 0: the client has it still
   */
  private record Entry(String from, Held held, long until, long leaving) {
    Entry leaving(long byEpoch) {
      return new Entry(from, held, until, Math.max(leaving, byEpoch));
    }

    Entry until(long earlier) {
      return new Entry(from, held, earlier - until < 0 ? earlier : until, leaving);
    }
  }

  /** The way of a question to another node. */
  @FunctionalInterface
  interface Way {
    /** Whether the node serves the name for nobody whose claim is older than this. */
    CompletableFuture<Boolean> hasLetGo(String node, Held newer);
  }

  /**
   * @param giveBack frees a name, if it still has that epoch
   */
  TakenOver(Duration lease, LongSupplier nanos, BiConsumer<String, Long> giveBack) {
    this.longest = lease.plus(UNHEARD).toNanos();
    this.nanos = nanos;
    this.giveBack = giveBack;
  }

  /** From now on others can be asked; before the first client comes. */
  void by(Way asking) {
    way = asking;
  }

  /** This server has got it from that node. */
  void add(Held held, String from) {
    put(new Entry(from, held, nanos.getAsLong() + longest, 0));
  }

  /**
   * Nobody knows whether it has, or will have, nor from whom.
   *
   * @param done until it is done, or never will be
   */
  void addPerhaps(String name, Duration done) {
    long until = nanos.getAsLong() + done.toNanos() + longest;
    put(new Entry("", new Held(name, "", "", 0), until, 0));
  }

  private void put(Entry entry) {
    if (entries.size() < MOST || entries.containsKey(entry.held().name())) {
      var unused = entries.merge(entry.held().name(), entry, this::both);
    }
  }

  /** Of two nodes that both may serve it neither can speak for the other. */
  private Entry both(Entry before, Entry now) {
    if (nanos.getAsLong() - before.until() >= 0) {
      return now;
    }
    String from = before.from().equals(now.from()) ? now.from() : "";
    boolean isLater = now.until() - before.until() > 0;
    return new Entry(from, now.held(), isLater ? now.until() : before.until(), 0);
  }

  /** Whether another node may serve it still. */
  boolean isOpen(String name) {
    return find(name) != null;
  }

  /**
   * The same where the other node is not the one that has it now: what that one served before it
   * knows itself.
   */
  boolean isOpenBesides(Held newer) {
    Entry entry = find(newer.name());
    return entry != null && !entry.from().equals(newer.node());
  }

  /** Whether there is any such name. */
  boolean isAnyOpen() {
    return entries.keySet().stream().anyMatch(this::isOpen);
  }

  private @Nullable Entry find(String name) {
    return entries.computeIfPresent(name, (same, entry) -> isOver(entry) ? null : entry);
  }

  private boolean isOver(Entry entry) {
    return entry.leaving() == 0 && nanos.getAsLong() - entry.until() >= 0;
  }

  /**
   * Its client has left.
   *
   * @return false when it can be given back at once; otherwise it is as soon as it may
   */
  boolean leaves(String name, long epoch) {
    if (find(name) == null) {
      return false;
    }
    long seen = nanos.getAsLong() + longest; // what was done perhaps was done before it was seen
    Entry left = entries.computeIfPresent(name, (same, entry) -> entry.until(seen).leaving(epoch));
    if (left != null) {
      ask(left);
    }
    return left != null;
  }

  /** That node is gone, and serves nothing. */
  void gone(String node) {
    entries.values().stream().filter(entry -> entry.from().equals(node)).forEach(this::settle);
  }

  /** To be called about each second: gives back what is over, and asks again for the others. */
  void look() {
    long now = nanos.getAsLong();
    entries
        .values()
        .forEach(
            entry -> {
              if (now - entry.until() >= 0) {
                settle(entry);
              } else if (entry.leaving() > 0) {
                ask(entry);
              }
            });
  }

  /** Asks for all, also for those that their clients still have: this server ends. */
  void askForAll() {
    entries.values().forEach(this::ask);
  }

  private void ask(Entry entry) {
    if (entry.from().isEmpty()) {
      return;
    }
    if (underWay.incrementAndGet() > UNDER_WAY) {
      underWay.decrementAndGet();
      return;
    }
    var unused =
        CompletableFuture.completedFuture(entry) // what is thrown is a failure, too
            .thenCompose(each -> way.hasLetGo(each.from(), each.held()))
            .whenComplete(
                (hasLetGo, failure) -> {
                  underWay.decrementAndGet();
                  if (failure == null && hasLetGo) {
                    settle(entry);
                  }
                });
  }

  private void settle(Entry entry) {
    if (entries.remove(entry.held().name(), entry) && entry.leaving() > 0) {
      giveBack.accept(entry.held().name(), entry.leaving());
    }
  }
}
