package org.ngrokd.server.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server as a node: joins, renews its lease, and begins another life when it has ended. On
 * thread {@code ngrokd-cluster}, which waits for the engine.
 */
final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** So many renewals may fail before the lease is in doubt. */
  private static final int RENEWALS = 4;

  /** After a failure. */
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final Duration STOP = Duration.ofSeconds(3);

  private final Engine engine;
  private final Lease lease;
  private final ClusterDirectory directory;
  private final Function<String, NodeCard> card;
  private final SecureRandom random = new SecureRandom();
  private final ScheduledExecutorService thread;
  private volatile Optional<String> node = Optional.empty();
  private volatile boolean isLate;

  /**
   * @param card what others are told of the node with this id, now
   */
  Membership(
      Engine engine, Lease lease, ClusterDirectory directory, Function<String, NodeCard> card) {
    this.engine = engine;
    this.lease = lease;
    this.directory = directory;
    this.card = card;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "ngrokd-cluster");
              named.setDaemon(true);
              return named;
            });
  }

  /**
   * Joins, and goes on from then. Waits.
   *
   * @throws org.ngrokd.server.cluster.engine.EngineException when the engine does not answer
   */
  void start() {
    try {
      join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
    next(pause());
  }

  private Duration pause() {
    return lease.length().dividedBy(RENEWALS);
  }

  private void next(Duration after) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(this::turn, after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void turn() {
    try {
      if (node.isEmpty() || !renew(node.get())) {
        join();
      }
      directory.settleDoubts(node.orElseThrow());
      if (isLate) {
        isLate = false;
        LOG.info("In the cluster again");
      }
      next(pause());
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
          "{}. Tunnels are served until the lease is in doubt, {} s after the last renewal; new"
              + " names wait",
          words,
          lease.length().toSeconds());
    } else {
      LOG.debug("Still no lease: {}", words);
    }
  }

  private boolean renew(String id) {
    long asked = lease.now();
    if (engine.renew(card.apply(id), lease.length()).join()) {
      lease.granted(id, asked);
      var unused = directory.claimAnew(id); // those that failed before
      return true;
    }
    LOG.warn(
        "The cluster took this server for dead: its lease ended, so its names are claimed anew");
    lease.ended();
    node = Optional.empty();
    return false;
  }

  private void join() {
    String id = "%016x".formatted(random.nextLong() & Long.MAX_VALUE);
    long asked = lease.now();
    engine.join(card.apply(id), lease.length()).join();
    node = Optional.of(id);
    lease.granted(id, asked);
    directory.claimAnew(id).join();
  }

  /** Of its life now; empty: it has none. */
  Optional<String> node() {
    return node;
  }

  /** Leaves: what it has is free at once. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean unused = thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lease.ended();
    node.ifPresent(this::leave);
  }

  private void leave(String id) {
    try {
      engine.leave(id).join();
    } catch (CompletionException e) {
      LOG.debug("The lease ends by itself: {}", Failures.oneLine(Causes.of(e)));
    }
  }
}
