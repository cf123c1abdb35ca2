package org.ngrokd.server.control;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a client has gone silent. A client pings every 10 to 30 s; one that pings every 30 s
 * is right at the original's limit, so it gets a grace.
 *
 * <p>Confined to its event loop. Protocol: §3 "Lost heartbeat", §12.
 */
final class Heartbeat {
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(30).plusSeconds(10);

  private final EventExecutor loop;
  private final Runnable lost;
  private long lastPing;
  private @Nullable ScheduledFuture<?> timer;

  Heartbeat(EventExecutor loop, Runnable lost) {
    this.loop = loop;
    this.lost = lost;
  }

  void start() {
    lastPing = loop.ticker().nanoTime();
    timer = loop.schedule(this::check, LONGEST_SILENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  void pinged() {
    lastPing = loop.ticker().nanoTime();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void check() {
    long left = lastPing + LONGEST_SILENCE.toNanos() - loop.ticker().nanoTime();
    if (left <= 0) {
      lost.run();
    } else {
      timer = loop.schedule(this::check, left, TimeUnit.NANOSECONDS);
    }
  }
}
