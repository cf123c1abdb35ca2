package org.ngrokd.server.cluster.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for many things in one. The first is asked for at once and alone; what comes while it is
 * under way waits and goes together into the next. For an engine a transaction costs a write to the
 * disk, however much is in it. Safe from any thread.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Batches<Q, A> {
  private final Limits limits;
  private final Ask<Q, A> ask;
  private final Supplier<EngineException> full;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>(); // under its own lock
  private int underWay; // under the same

  /**
   * How many.
   *
   * @param atOnce in one
   * @param underWay at the same time: one that waits for somebody must not hold up all others
   * @param waiting more than that are refused
   * @param longest until there is an answer, with the wait for a turn
   */
  public record Limits(int atOnce, int underWay, int waiting, Duration longest) {}

  /**
   * One of many. Its answer may be there already: then it has waited for too long.
   *
   * @param key in one batch there is none like it
   */
  public record Asked<Q, A>(Q question, Object key, CompletableFuture<A> answer) {}

  /** Asks for them together. */
  @FunctionalInterface
  public interface Ask<Q, A> {
    /**
     * Answers each for itself; what it has not answered when it is done fails as it does.
     *
     * @return done when the next may be asked for
     */
    CompletableFuture<?> ask(List<Asked<Q, A>> batch);
  }

  /**
   * @param full why more than may wait are refused
   */
  public Batches(Limits limits, Ask<Q, A> ask, Supplier<EngineException> full) {
    this.limits = limits;
    this.ask = ask;
    this.full = full;
  }

  /**
   * Asks in its turn.
   *
   * @param key what has the same one is asked for later; a new object: there is none
   * @return fails with a {@link java.util.concurrent.TimeoutException} when it takes too long
   */
  public CompletableFuture<A> ask(Q question, Object key) {
    Asked<Q, A> asked = new Asked<>(question, key, new CompletableFuture<>());
    synchronized (waiting) {
      if (waiting.size() >= limits.waiting()) {
        return CompletableFuture.failedFuture(full.get());
      }
      waiting.add(asked);
    }
    var unused = asked.answer().orTimeout(limits.longest().toMillis(), TimeUnit.MILLISECONDS);
    askNext();
    return asked.answer();
  }

  private void askNext() {
    List<Asked<Q, A>> batch = take();
    if (!batch.isEmpty()) {
      var unused =
          CompletableFuture.completedFuture(batch) // what is thrown is a failure, too
              .thenCompose(each -> ask.ask(each).thenApply(done -> true))
              .whenComplete((done, failure) -> ended(batch, failure));
    }
  }

  private List<Asked<Q, A>> take() {
    List<Asked<Q, A>> taken = new ArrayList<>();
    Set<Object> keys = new HashSet<>();
    synchronized (waiting) {
      if (underWay >= limits.underWay()) {
        return taken;
      }
      Iterator<Asked<Q, A>> each = waiting.iterator();
      while (each.hasNext() && taken.size() < limits.atOnce()) {
        Asked<Q, A> next = each.next();
        boolean isLate = next.answer().isDone();
        if (!isLate && !keys.add(next.key())) {
          continue;
        }
        each.remove();
        if (!isLate) {
          taken.add(next);
        }
      }
      underWay += taken.isEmpty() ? 0 : 1;
    }
    return taken;
  }

  private void ended(List<Asked<Q, A>> batch, @Nullable Throwable failure) {
    Throwable why = failure == null ? new EngineException("it was not answered") : failure;
    batch.forEach(each -> each.answer().completeExceptionally(why));
    synchronized (waiting) {
      underWay--;
    }
    askNext();
  }
}
