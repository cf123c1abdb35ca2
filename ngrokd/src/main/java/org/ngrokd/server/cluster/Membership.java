package org.ngrokd.server.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server as a node: joins, renews its lease, buries others, and begins another life when it
 * was buried itself. On thread {@code ngrokd-cluster}, which waits for the engine.
 */
final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** So many renewals may fail before the lease is in doubt. */
  private static final int RENEWALS = 5;

  /** After a failure. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final Duration STOP = Duration.ofSeconds(3);

  /** For all others to know of a node that begins; it can do with less. */
  private static final Duration KNOWN = Duration.ofSeconds(2);

  /** For others to say at the end that they have let names go; most say it at once. */
  private static final Duration LET_GO = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final Engine engine;
  private final Standing standing;
  private final ClusterDirectory directory;
  private final Function<String, NodeCard> card;
  private final Burials burials;
  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean isWanted = new AtomicBoolean();
  private final ScheduledExecutorService thread;
  private volatile Optional<String> node = Optional.empty();
  private volatile boolean isLate;
  private boolean isNews; // of the thread's: whom it knows has changed
  private Optional<ScheduledFuture<?>> next = Optional.empty(); // of the thread's

  /**
   * @param card what others are told of the node with this id, now
   */
  Membership(
      Engine engine,
      Standing standing,
      ClusterDirectory directory,
      Function<String, NodeCard> card) {
    this.engine = engine;
    this.standing = standing;
    this.directory = directory;
    this.card = card;
    this.burials = new Burials(standing.lease().length(), standing.lease()::now);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "ngrokd-cluster");
              named.setDaemon(true);
              return named;
            });
  }

  /**
   * Joins, and goes on from then. Waits, also for an engine that does not answer yet, and for the
   * others to know of it.
   *
   * @throws org.ngrokd.kit.cli.UserException when the engine does not answer
   */
  void start() {
    String begun = Patience.insist(this::liveOn);
    long until = System.nanoTime() + KNOWN.toNanos();
    while (!standing.roll().isKnown(begun) && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      begun = Patience.insist(this::liveOn);
    }
    next(pause());
  }

  /** Renews this life, or begins one; which. */
  private String liveOn() {
    if (node.isEmpty() || !renew(node.get())) {
      join();
    }
    return node.orElseThrow(() -> new EngineException("this server was buried as it joined"));
  }

  private Duration pause() {
    return standing.lease().length().dividedBy(RENEWALS);
  }

  /** A renewal counts from when it was asked for, however long the engine takes. */
  private static Duration rest(Duration pause, long passed) {
    Duration rest = pause.minusNanos(passed);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private void next(Duration after) {
    if (!thread.isShutdown()) {
      next = Optional.of(thread.schedule(this::turn, after.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** Another node has joined, and is glad to be known soon. */
  void renewSoon() {
    if (!thread.isShutdown() && isWanted.compareAndSet(false, true)) {
      thread.execute(this::renewNow);
    }
  }

  private void renewNow() {
    isWanted.set(false);
    try {
      isNews = true;
      while (isNews && node.isPresent() && renew(node.get())) {
        LOG.debug("Whom this server knows has changed");
      }
    } catch (RuntimeException e) {
      LOG.debug("Not now: {}", Failures.oneLine(Causes.of(e))); // in its turn
    }
  }

  private void turn() {
    long began = standing.lease().now();
    try {
      directory.settleDoubts(liveOn());
      if (isLate) {
        isLate = false;
        LOG.info("In the cluster again");
      }
      next(isNews ? Duration.ZERO : rest(pause(), standing.lease().now() - began));
    } catch (RuntimeException e) {
      tell(e);
      next(AGAIN);
    }
  }

  private void tell(RuntimeException failure) {
    String words = Failures.oneLine(Causes.of(failure));
    if (!isLate) {
      isLate = true;
      LOG.warn(
          "{}. Tunnels are served until the lease is in doubt, {} s after the last renewal, and on"
              + " from then if it is away for all servers; new names wait",
          words,
          standing.lease().length().toSeconds());
    } else {
      LOG.debug("Still no lease: {}", words);
    }
  }

  private boolean renew(String id) {
    Set<String> known = standing.roll().ids();
    long asked = standing.lease().now();
    List<Life> lives = engine.renew(card.apply(id), known, standing.lease().length()).join();
    if (lives.isEmpty()) {
      LOG.warn(
          "The cluster took this server for dead: its lease ended, so its names are claimed anew");
      standing.lease().ended();
      node = Optional.empty();
      return false;
    }
    standing.roll().answered(lives, known);
    if (standing.lease().granted(id, asked)) {
      standing.together().engineAnswers(); // or the others' word would be given back too early
    }
    isNews = !standing.roll().ids().equals(known);
    bury(id, lives);
    var unused = directory.claimAnew(id); // those that failed before
    return true;
  }

  private void bury(String id, List<Life> lives) {
    standing.pledges().keep(standing.roll().ids());
    for (Life dead : burials.due(lives, card.apply(id))) {
      if (standing.pledges().buries(dead.id())) {
        LOG.info("Node {} at {} is gone", dead.id(), dead.card().address());
        var unused =
            engine
                .bury(dead)
                .exceptionally(
                    failure -> {
                      LOG.debug("It is buried later: {}", Failures.oneLine(failure));
                      return null;
                    });
      }
    }
  }

  private void join() {
    String id = "%016x".formatted(random.nextLong() & Long.MAX_VALUE);
    long asked = standing.lease().now();
    engine.join(card.apply(id), standing.lease().length()).join();
    node = Optional.of(id);
    standing.roll().begin();
    boolean isAnotherLife = standing.lease().granted(id, asked);
    assert isAnotherLife;
    standing.together().begin(id);
    isNews = true;
    while (isNews && renew(id)) { // until it knows all, and they may rely on that
      LOG.debug("Known are {} nodes", standing.roll().ids().size());
    }
    directory.claimAnew(id).join();
  }

  /**
   * The engine tells that a node is gone. If it is this one, its lease is over before its time, as
   * by an engine that errs, or its owner's hand: nothing is served by it any more, and another life
   * begins at once.
   */
  void gone(String id) {
    if (standing.lease().isOf(id)) {
      standing.lease().ended();
      thread.execute(
          () -> {
            if (next.filter(turn -> turn.cancel(false)).isPresent()) {
              turn();
            }
          });
    }
  }

  /** Of its life now; empty: it has none. */
  Optional<String> node() {
    return node;
  }

  /**
   * Leaves: what it has is free at once, unless another server may still serve some of it; then all
   * is when the lease ends.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean unused = thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    standing.lease().ended();
    node.ifPresent(haveOthersLetGo() ? this::leave : this::goOnOnce);
  }

  /** Whether no other server serves what is this one's. Waits a little for them to say so. */
  private boolean haveOthersLetGo() {
    long until = System.nanoTime() + LET_GO.toNanos();
    while (directory.isAnyTakenOver() && System.nanoTime() - until < 0) {
      directory.takenOver().askForAll();
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return !directory.isAnyTakenOver();
  }

  /** The lease that ends by itself begins now. */
  private void goOnOnce(String id) {
    try {
      engine.renew(card.apply(id), standing.roll().ids(), standing.lease().length()).join();
    } catch (CompletionException e) {
      LOG.debug("It ends from the renewal before: {}", Failures.oneLine(Causes.of(e)));
    }
  }

  private void leave(String id) {
    try {
      engine.leave(id).join();
    } catch (CompletionException e) {
      LOG.debug("The lease ends by itself: {}", Failures.oneLine(Causes.of(e)));
    }
  }
}
