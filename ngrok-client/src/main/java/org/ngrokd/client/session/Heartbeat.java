package org.ngrokd.client.session;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pings the server and notices when it does not answer. The first ping comes after a second: it
 * tells how far away the server is. Also notices that the computer slept: then the connection is
 * probably dead, and the next ping does not wait for its time.
 *
 * <p>Confined to its event loop. Protocol: §6.
 */
final class Heartbeat {
  static final Duration PING_EVERY = Duration.ofSeconds(20);
  static final Duration PONG_WITHIN = Duration.ofSeconds(15);

  /** With another server to go to. */
  static final Duration OFTEN = Duration.ofSeconds(2);

  /** One that is well answers within two round trips. */
  static final Duration LATE = Duration.ofSeconds(3);

  /** How often the clocks are compared. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** The wall clock ran this much further than the timers: they stood still meanwhile. */
  private static final Duration SLEPT = Duration.ofSeconds(10);

  private final EventExecutor loop;
  private final LongSupplier wallClockMillis;
  private final Runnable ping;
  private final Runnable lost;
  private long lastTick;
  private long lastTickWall;
  private long lastPing;
  private boolean isFirst = true;
  private boolean waiting;
  private boolean isOften;
  private boolean isLateTold;
  private Runnable late = () -> {};
  private @Nullable ScheduledFuture<?> timer;

  /**
   * @param wallClockMillis runs on while the computer sleeps, unlike the event loop's ticker
   * @param ping sends a ping
   * @param lost is run, once, when a ping is not answered in time
   */
  Heartbeat(EventExecutor loop, LongSupplier wallClockMillis, Runnable ping, Runnable lost) {
    this.loop = loop;
    this.wallClockMillis = wallClockMillis;
    this.ping = ping;
    this.lost = lost;
  }

  void start() {
    lastPing = now();
    noteClocks();
    schedule();
  }

  /**
   * From now on it pings often, or not any more.
   *
   * @param told is run, once each time, when a ping is not answered for {@link #LATE}
   */
  void often(boolean isWanted, Runnable told) {
    isOften = isWanted;
    late = told;
  }

  /** How long the server took to answer; empty when nothing was asked. */
  Optional<Duration> ponged() {
    Optional<Duration> latency =
        waiting ? Optional.of(Duration.ofNanos(now() - lastPing)) : Optional.empty();
    waiting = false;
    isLateTold = false;
    return latency;
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void schedule() {
    timer = loop.schedule(this::tick, TICK.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    Duration sincePing = Duration.ofNanos(now() - lastPing);
    if (waiting && sincePing.compareTo(PONG_WITHIN) >= 0) {
      lost.run();
      return;
    }
    if (waiting && isOften && !isLateTold && sincePing.compareTo(LATE) >= 0) {
      isLateTold = true;
      late.run();
    }
    Duration every = isOften ? OFTEN : PING_EVERY;
    if (!waiting && (isFirst || slept() || sincePing.compareTo(every) >= 0)) {
      isFirst = false;
      waiting = true;
      lastPing = now();
      ping.run();
    }
    noteClocks();
    schedule();
  }

  private boolean slept() {
    long wall = wallClockMillis.getAsLong() - lastTickWall;
    long timers = TimeUnit.NANOSECONDS.toMillis(now() - lastTick);
    return wall - timers > SLEPT.toMillis();
  }

  private void noteClocks() {
    lastTick = now();
    lastTickWall = wallClockMillis.getAsLong();
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
