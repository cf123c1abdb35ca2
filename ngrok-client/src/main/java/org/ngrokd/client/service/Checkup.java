package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether one local service is well. It fails when two looks in a row say
 * so (restarts are quick), or the very first; it is well again when one does.
 *
 * <p>Confined to its event loop, but for {@link #start}, {@link #stop} and {@link #isWell}.
 */
final class Checkup {
  private static final int FAILED = 2;

  private final Probe probe;
  private final Duration interval;
  private final Changed changed;
  private boolean wasWell;
  private int failures;
  private volatile boolean isWell = true;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean stopped;

  /** One look. */
  @FunctionalInterface
  interface Probe {
    /** Gives what is wrong, "" for nothing; does not fail. */
    Future<String> look(EventLoop loop);
  }

  /** Hears when it fails, and when it is well again. */
  @FunctionalInterface
  interface Changed {
    /**
     * It is another way now.
     *
     * @param reason why it fails, "" when it is well
     */
    void to(boolean isWell, String reason);
  }

  Checkup(Probe probe, Duration interval, Changed changed) {
    this.probe = probe;
    this.interval = interval;
    this.changed = changed;
  }

  /** Whether visitors had better come; until the first look has said something they may. */
  boolean isWell() {
    return isWell;
  }

  /** Looks at once, and from time to time from then on; once. */
  void start(EventLoop loop) {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    try {
      loop.execute(() -> look(loop));
    } catch (RejectedExecutionException e) {
      stop(); // the client ends
    }
  }

  /** Looks no more. */
  void stop() {
    stopped = true;
  }

  private void look(EventLoop loop) {
    if (!stopped) {
      probe.look(loop).addListener((Future<String> looked) -> seen(looked, loop));
    }
  }

  private void seen(Future<String> looked, EventLoop loop) {
    if (stopped) {
      return;
    }
    seen(looked.isSuccess() ? looked.getNow() : "it cannot be looked at");
    if (!loop.isShuttingDown()) {
      loop.schedule(() -> look(loop), interval.toMillis(), TimeUnit.MILLISECONDS)
          .addListener(done -> {});
    }
  }

  private void seen(@Nullable String reason) {
    String wrong = reason == null ? "" : reason;
    failures = wrong.isEmpty() ? 0 : failures + 1;
    boolean isNow = wrong.isEmpty() || (wasWell && failures < FAILED && isWell);
    wasWell |= wrong.isEmpty();
    if (isNow != isWell) {
      isWell = isNow;
      changed.to(isNow, wrong);
    }
  }
}
