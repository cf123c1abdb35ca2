package org.ngrokd.server.acme.order;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.keep.OrderNotes.Ordered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gets certificates: one order at a time for a name, {@value #MOST_AT_ONCE} at a time in all;
 * others wait in their turn. After a failure the name has a pause, and there is a budget ({@link
 * OrderLimits}). Safe from any thread.
 */
public final class Orders {
  static final int MOST_AT_ONCE = 10;

  /** A server of 10,000 names that starts without any certificate. */
  private static final int MOST_WAITING = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final Ca ca;
  private final Solver solver;
  private final OrderLimits limits;
  private final Executor threads;
  private final BiConsumer<Ca.Wanted, Identity> got;
  private final Map<String, CompletableFuture<Identity>> underWay = new HashMap<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * What is ordered.
   *
   * @param key by which there is one at a time
   * @param place in the budget; empty: it does not count
   */
  private record Order(
      Ca.Wanted wanted, String key, Optional<Ordered> place, CompletableFuture<Identity> outcome) {}

  /**
   * @param threads where orders may block
   * @param got is given each certificate, on one of these, before whoever waits for it
   */
  public Orders(
      Ca ca,
      Solver solver,
      OrderLimits limits,
      Executor threads,
      BiConsumer<Ca.Wanted, Identity> got) {
    this.ca = ca;
    this.solver = solver;
    this.limits = limits;
    this.threads = threads;
    this.got = got;
  }

  /** What is under way for a name; empty: nothing is. */
  public synchronized Optional<CompletableFuture<?>> underWay(String name) {
    return Optional.ofNullable(underWay.get(name));
  }

  /** How many are under way or wait. */
  public synchronized int size() {
    return underWay.size();
  }

  /** Somebody who knows why the last one failed wants another one now. Blocks. */
  public void forgetFailures(String name) {
    for (boolean isRsa : new boolean[] {false, true}) {
      limits.forget(key(name, isRsa));
    }
  }

  /** Whether the last ones for it failed, more than one. */
  public boolean failsAgain(Ca.Wanted wanted) {
    return limits.failsAgain(key(wanted));
  }

  /** With keys of RSA, too, a name has two orders, which fail each for itself. */
  private static String key(String name, boolean isRsa) {
    return isRsa ? name + " (RSA)" : name;
  }

  private static String key(Ca.Wanted wanted) {
    return key(wanted.names().get(0), wanted.key() == KeyKind.RSA_2048);
  }

  private static String keyOfOther(Ca.Wanted wanted) {
    return key(wanted.names().get(0), wanted.key() != KeyKind.RSA_2048);
  }

  /**
   * Orders a certificate, unless that is under way, or may not be now.
   *
   * @return completes with it; fails with a {@link CaException}
   */
  public CompletableFuture<Identity> order(Ca.Wanted wanted) {
    return order(wanted, true);
  }

  /**
   * Renews one when the CA itself wants it renewed, which no CA counts (RFC 9773, 5).
   *
   * @return as that of {@link #order}
   */
  public CompletableFuture<Identity> renewAsTheCaWants(Ca.Wanted wanted) {
    return order(wanted, false);
  }

  private CompletableFuture<Identity> order(Ca.Wanted wanted, boolean counts) {
    String key = key(wanted);
    Order order;
    synchronized (this) {
      CompletableFuture<Identity> before = underWay.get(key);
      if (before != null) {
        return before;
      }
      CompletableFuture<Identity> other = underWay.get(keyOfOther(wanted));
      if (other != null) { // a CA could be shown the answer to the other's challenge
        return other.handle((done, failure) -> wanted).thenCompose(next -> order(next, counts));
      }
      String name = wanted.names().get(0);
      Optional<CaException> not = whyNot(name, key);
      if (not.isPresent()) {
        return CompletableFuture.failedFuture(not.get());
      }
      Optional<Ordered> place = counts ? limits.take(name) : Optional.empty();
      if (counts && place.isEmpty()) {
        return CompletableFuture.failedFuture(
            refused("the week's orders for its domain are used up"));
      }
      order = new Order(wanted, key, place, new CompletableFuture<>());
      underWay.put(key, order.outcome());
      waiting.add(() -> run(order));
    }
    next();
    return order.outcome();
  }

  private Optional<CaException> whyNot(String name, String key) {
    if (!PublicNames.isWorthAsking(name)) {
      return Optional.of(refused(name + " is no name that a public CA issues certificates for"));
    }
    Optional<Instant> pause = limits.pause(key);
    if (pause.isPresent()) {
      return Optional.of(refused(name + " is not asked for again before " + pause.get()));
    }
    return waiting.size() >= MOST_WAITING
        ? Optional.of(refused("too many orders wait already"))
        : Optional.empty();
  }

  private static CaException refused(String why) {
    return new CaException(CaException.Kind.REFUSED, why);
  }

  private void next() {
    Runnable task;
    synchronized (this) {
      task = running < MOST_AT_ONCE ? waiting.poll() : null;
      running += task == null ? 0 : 1;
    }
    if (task != null) {
      execute(task);
    }
  }

  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("No order any more: the server stops");
    }
  }

  private void run(Order order) {
    try {
      Identity identity = obtain(order);
      limits.worked(order.key());
      got.accept(order.wanted(), identity);
      finish(order);
      order.outcome().complete(identity);
    } catch (CaException e) {
      failed(order, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      finish(order);
      order.outcome().completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      LOG.error("The order for {} failed", order.key(), e);
      limits.failed(order.key(), Optional.empty());
      finish(order);
      order.outcome().completeExceptionally(e);
    }
  }

  private Identity obtain(Order order) throws CaException, InterruptedException {
    Optional<Identity> there = ca.there(order.wanted());
    if (there.isPresent()) {
      order.place().ifPresent(limits::giveBack);
      return there.get();
    }
    order.place().ifPresent(limits::begins);
    return ca.obtain(order.wanted(), solver);
  }

  private void failed(Order order, CaException failure) {
    Instant again =
        failure.isOrdered()
            ? limits.failed(order.key(), failure.notBefore())
            : limits.failedUnasked(order.key(), failure.notBefore());
    if (!failure.mayBeIssued()) {
      order.place().ifPresent(limits::inVain);
    }
    boolean isRenewal = order.wanted().replaces().isPresent(); // Renewals tell of it
    LOG.atLevel(isRenewal ? Level.DEBUG : Level.WARN)
        .log(
            "No certificate for {}: {}; asked for again after {}",
            order.key(),
            failure.getMessage(),
            again);
    finish(order);
    order.outcome().completeExceptionally(failure);
  }

  private void finish(Order order) {
    synchronized (this) {
      underWay.remove(order.key());
      running--;
    }
    next();
  }
}
