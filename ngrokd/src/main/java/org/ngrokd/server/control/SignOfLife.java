package org.ngrokd.server.control;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client is still there: asked when another client wants what it has, because a computer
 * that lost its power says no goodbye, and its silence is noticed late.
 *
 * <p>Confined to the event loop of the control connection.
 */
final class SignOfLife {
  static final Duration WITHIN = Duration.ofSeconds(3);

  /** A client that was heard this lately is not asked. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final Duration FIRST_LOOK = Duration.ofMillis(50);

  private final EventExecutor loop;
  private final Question question;
  private long heardAt;
  private @Nullable Promise<Boolean> asked;

  /** How it is asked. */
  interface Question {
    /**
     * Asks. The answer is told by {@link SignOfLife#heard}.
     *
     * @return says whether the computer over there has taken the question
     */
    BooleanSupplier ask();
  }

  SignOfLife(EventExecutor loop, Question question) {
    this.loop = loop;
    this.question = question;
    this.heardAt = loop.ticker().nanoTime();
  }

  /** The client has sent something, which only it can have sent now. */
  void heard() {
    heardAt = loop.ticker().nanoTime();
    settle(true);
  }

  /** Whether an answer is awaited. */
  boolean isAsked() {
    return asked != null;
  }

  /** Asks, if need be. All who ask meanwhile get the same answer. */
  Future<Boolean> ask() {
    assert loop.inEventLoop();
    if (asked != null) {
      return asked;
    }
    if (loop.ticker().nanoTime() - heardAt < FRESH.toNanos()) {
      return loop.newSucceededFuture(true);
    }
    Promise<Boolean> asking = loop.newPromise();
    asked = asking;
    long end = loop.ticker().nanoTime() + WITHIN.toNanos();
    look(asking, question.ask(), FIRST_LOOK.toNanos(), end);
    return asking;
  }

  /** Looks after a while, and again after twice as long, until the time is over; nanoseconds. */
  private void look(Promise<Boolean> asking, BooleanSupplier isTaken, long pause, long end) {
    long left = end - loop.ticker().nanoTime();
    loop.schedule(
            () -> {
              if (isTaken.getAsBoolean()) {
                settle(asking, true);
              } else if (end - loop.ticker().nanoTime() <= 0) {
                settle(asking, false);
              } else if (!asking.isDone()) {
                look(asking, isTaken, 2 * pause, end);
              }
            },
            Math.min(pause, left),
            TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  private void settle(Promise<Boolean> asking, boolean isThere) {
    if (asking.equals(asked)) {
      settle(isThere);
    }
  }

  private void settle(boolean isThere) {
    Promise<Boolean> asking = asked;
    asked = null;
    if (asking != null) {
      asking.setSuccess(isThere);
    }
  }

  /** The connection is gone. */
  void end() {
    settle(false);
  }
}
