package org.ngrokd.server.acme.order;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.Solver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gets certificates: one order at a time for a name, {@value #MOST_AT_ONCE} at a time in all;
 * others wait in their turn. After a failure the name has a pause ({@link Pauses}), and there is a
 * budget ({@link WeeklyBudget}). Safe from any thread.
 */
public final class Orders {
  static final int MOST_AT_ONCE = 10;

  /** A server of 10,000 names that starts without any certificate. */
  private static final int MOST_WAITING = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final Ca ca;
  private final Solver solver;
  private final Limits limits;
  private final Executor threads;
  private final BiConsumer<Ca.Wanted, Identity> got;
  private final Map<String, CompletableFuture<Identity>> underWay = new HashMap<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<String> toldOfBudget = new LinkedHashSet<>();
  private int running;

  /** What keeps a CA from being asked too often. */
  public record Limits(Pauses pauses, WeeklyBudget budget) {}

  /**
   * @param threads where orders may block
   * @param got is given each certificate, on one of these, before whoever waits for it
   */
  public Orders(
      Ca ca, Solver solver, Limits limits, Executor threads, BiConsumer<Ca.Wanted, Identity> got) {
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

  /** Somebody who knows why the last one failed wants another one now. */
  public void forgetFailures(String name) {
    limits.pauses().worked(name);
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
    String key = key(wanted);
    CompletableFuture<Identity> order;
    synchronized (this) {
      CompletableFuture<Identity> before = underWay.get(key);
      if (before != null) {
        return before;
      }
      CompletableFuture<Identity> other = underWay.get(keyOfOther(wanted));
      if (other != null) { // a CA could be shown the answer to the other's challenge
        return other.handle((done, failure) -> wanted).thenCompose(this::order);
      }
      Optional<CaException> not = whyNot(wanted.names().get(0), key);
      if (not.isPresent()) {
        return CompletableFuture.failedFuture(not.get());
      }
      order = new CompletableFuture<>();
      underWay.put(key, order);
      waiting.add(() -> run(wanted, order));
    }
    next();
    return order;
  }

  private Optional<CaException> whyNot(String name, String key) {
    if (!PublicNames.isWorthAsking(name)) {
      return refused(name + " is no name that a public CA issues certificates for");
    }
    Optional<Instant> pause = limits.pauses().end(key);
    if (pause.isPresent()) {
      return refused(name + " is not asked for again before " + pause.get());
    }
    if (waiting.size() >= MOST_WAITING) {
      return refused("too many orders wait already");
    }
    if (!limits.budget().take(name)) {
      if (toldOfBudget.size() < 1000 && toldOfBudget.add(RegisteredDomain.of(name))) {
        LOG.warn(
            "No certificate for {}: {} of its domain were ordered within a week, which CAs limit;"
                + " a wildcard (by DNS) needs one for all names",
            name,
            WeeklyBudget.EACH);
      }
      return refused("the week's orders for its domain are used up");
    }
    return Optional.empty();
  }

  private static Optional<CaException> refused(String why) {
    return Optional.of(new CaException(CaException.Kind.REFUSED, why));
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

  private void run(Ca.Wanted wanted, CompletableFuture<Identity> order) {
    String name = key(wanted);
    try {
      Identity identity = ca.obtain(wanted, solver);
      limits.pauses().worked(name);
      got.accept(wanted, identity);
      finish(name);
      order.complete(identity);
    } catch (CaException e) {
      Instant again = limits.pauses().failed(name, e.notBefore());
      LOG.atLevel(wanted.replaces().isPresent() ? Level.DEBUG : Level.WARN) // Renewals tell of it
          .log("No certificate for {}: {}; asked for again after {}", name, e.getMessage(), again);
      finish(name);
      order.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      finish(name);
      order.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      LOG.error("The order for {} failed", name, e);
      limits.pauses().failed(name, Optional.empty());
      finish(name);
      order.completeExceptionally(e);
    }
  }

  private void finish(String name) {
    synchronized (this) {
      underWay.remove(name);
      running--;
    }
    next();
  }
}
