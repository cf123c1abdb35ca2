package org.ngrokd.protocol.mux;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a peer is gone though its connection looks open: a connection that is silent is
 * asked for a sign of life, and given up when none comes. The question also keeps the entry in
 * routers on the way alive.
 *
 * <p>Confined to the event loop of the connection.
 */
final class Liveness {
  static final Duration SILENCE = Duration.ofSeconds(20);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

  /** A peer that was heard this lately needs no question before it is relied on. */
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final EventLoop loop;
  private final Runnable ask;
  private final Runnable giveUp;
  private long heardAt;
  private boolean asked;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * @param ask sends a PING
   * @param giveUp the peer is gone
   */
  Liveness(EventLoop loop, Runnable ask, Runnable giveUp) {
    this.loop = loop;
    this.ask = ask;
    this.giveUp = giveUp;
    this.heardAt = loop.ticker().nanoTime();
  }

  void start() {
    await(SILENCE);
  }

  /** Something came. */
  void heard(long now) {
    heardAt = now;
    asked = false;
  }

  /** Somebody is about to rely on the peer. */
  void check() {
    if (!asked && loop.ticker().nanoTime() - heardAt > FRESH_NANOS) {
      question();
    }
  }

  private void question() {
    asked = true;
    stop();
    ask.run();
    await(ANSWER_WITHIN);
  }

  private void await(Duration time) {
    timer = loop.schedule(this::look, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    long silent = loop.ticker().nanoTime() - heardAt;
    if (asked) {
      giveUp.run();
    } else if (silent >= SILENCE.toNanos()) {
      question();
    } else {
      await(SILENCE.minusNanos(silent));
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
