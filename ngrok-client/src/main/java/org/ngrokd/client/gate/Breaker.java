package org.ngrokd.client.gate;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Leaves a local service alone for a while when too many requests fail.
 *
 * <pre>
 *   CLOSED ─ too many failed ─▶ OPEN ─ some seconds later ─▶ TRIAL ─ it went well ─▶ CLOSED
 *                                ▲                             │
 *                                └──────── it failed ──────────┘
 * </pre>
 *
 * <p>A trial is one request. One whose end is not heard of in time gives another its turn. Safe
 * from any thread; its lock is held briefly.
 */
public final class Breaker {
  /** How long the service is left alone, and within which time a trial has to be answered. */
  static final Duration REST = Duration.ofSeconds(10);

  private enum State {
    CLOSED,
    OPEN,
    TRIAL
  }

  private final double share;
  private final LongSupplier clock;
  private final Consumer<String> told;
  private final RecentRequests recent = new RecentRequests();
  private State state = State.CLOSED;
  private long since;

  /** Of how many changes of the state a request was let in: what came before says nothing. */
  private int age;

  /**
   * @param share of failed requests, 0 to 1, from which on it opens
   * @param clock nanoseconds, as {@link System#nanoTime}
   * @param told gets a line for people when it opens and closes
   */
  Breaker(double share, LongSupplier clock, Consumer<String> told) {
    this.share = share;
    this.clock = clock;
    this.told = told;
  }

  /** A request that was let in, whose end is told once. */
  final class Pass {
    private final int letInAt;
    private boolean isOver;

    private Pass(int letInAt) {
      this.letInAt = letInAt;
    }

    /** The service answered it, or failed to. */
    void ended(boolean hasFailed) {
      if (!isOver) {
        isOver = true;
        count(letInAt, hasFailed);
      }
    }

    /** The visitor did not wait for an answer. */
    void abandoned() {
      if (!isOver) {
        isOver = true;
        release(letInAt);
      }
    }
  }

  /** Lets a request in, or not. */
  synchronized Optional<Pass> admit() {
    if (state != State.CLOSED) {
      if (clock.getAsLong() - since < REST.toNanos()) {
        return Optional.empty();
      }
      moveTo(State.TRIAL);
    }
    return Optional.of(new Pass(age));
  }

  /** How long from now on no request is let in, if none goes well before. */
  synchronized Duration rest() {
    long left = REST.toNanos() - (clock.getAsLong() - since);
    return state == State.CLOSED || left < 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  private synchronized void count(int letInAt, boolean hasFailed) {
    if (letInAt != age || state == State.OPEN) {
      return;
    }
    if (state == State.TRIAL) {
      tried(hasFailed);
      return;
    }
    recent.add(clock.getAsLong(), hasFailed);
    if (recent.isEnough() && recent.failed() >= share * recent.all()) {
      told.accept(
          "fails: %d of the last %d requests. Visitors get a 503 for %d s, then one is let in"
              .formatted(recent.failed(), recent.all(), REST.toSeconds()));
      moveTo(State.OPEN);
    }
  }

  private void tried(boolean hasFailed) {
    if (hasFailed) {
      moveTo(State.OPEN);
    } else {
      told.accept("answers again: visitors are let in");
      recent.clear();
      moveTo(State.CLOSED);
    }
  }

  /** A trial of which nothing will be heard makes room for another. */
  private synchronized void release(int letInAt) {
    if (letInAt == age && state == State.TRIAL) {
      moveTo(State.OPEN);
      since -= REST.toNanos();
    }
  }

  private void moveTo(State next) {
    state = next;
    since = clock.getAsLong();
    age++;
  }
}
