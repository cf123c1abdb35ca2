package org.ngrokd.server.admin;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.admin.Shown.PerSecond;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.server.tunnel.TunnelMeter.Reading;
import org.ngrokd.server.tunnel.TunnelMeters;

/**
 * How much passes through each tunnel in a second: what its meter has gone on by since it was read
 * before. While nobody asks nothing is read, so whoever asks first waits for a second.
 *
 * <p>Confined to its event loop.
 */
final class Rates {
  /** Between two readings, at least. */
  static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Older readings say nothing of what passes now. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private static final double SECOND = 1e9;

  private final TunnelMeters meters;
  private final Runnable settle;
  private final EventExecutor loop;
  private final List<Consumer<Measured>> waiting = new ArrayList<>();
  private Map<String, Reading> readings = Map.of();
  private long readAt;
  private boolean isRead;
  private Measured measured = Measured.NOTHING;
  private boolean isMeasured;

  /** What passed in a second through each tunnel, by its meter's id. */
  record Measured(Map<String, PerSecond> byTunnel) {
    static final Measured NOTHING = new Measured(Map.of());

    PerSecond of(TunnelMeter meter) {
      return byTunnel.getOrDefault(meter.id(), PerSecond.NOTHING);
    }

    /** Of all together. */
    PerSecond total() {
      return byTunnel.values().stream().reduce(PerSecond.NOTHING, Measured::sum);
    }

    static PerSecond sum(PerSecond one, PerSecond other) {
      return new PerSecond(
          one.requests() + other.requests(),
          one.connections() + other.connections(),
          one.bytesIn() + other.bytesIn(),
          one.bytesOut() + other.bytesOut());
    }
  }

  /**
   * @param settle makes meters count what is under way, too
   */
  Rates(TunnelMeters meters, Runnable settle, EventExecutor loop) {
    this.meters = meters;
    this.settle = settle;
    this.loop = loop;
  }

  /** Measures; {@code then} is run at once or after a second. */
  void measure(Consumer<Measured> then) {
    assert loop.inEventLoop();
    long age = loop.ticker().nanoTime() - readAt;
    if (isRead && age >= SHORTEST.toNanos() && age <= LONGEST.toNanos()) {
      read();
    } else if (!isRead || age > LONGEST.toNanos()) {
      begin();
    }
    if (isMeasured) {
      settle.run(); // counts are told as they are now, also beside rates of a moment ago
      then.accept(measured);
    } else {
      waiting.add(then);
    }
  }

  private void begin() {
    isMeasured = false;
    isRead = true;
    readAt = loop.ticker().nanoTime();
    readings = now();
    loop.schedule(this::second, SHORTEST.toNanos(), TimeUnit.NANOSECONDS).addListener(done -> {});
  }

  private void second() {
    if (!isMeasured) {
      read();
    }
    List<Consumer<Measured>> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(each -> each.accept(measured));
  }

  private void read() {
    long now = loop.ticker().nanoTime();
    Map<String, Reading> next = now();
    double seconds = (now - readAt) / SECOND;
    Map<String, PerSecond> rates = new HashMap<>();
    next.forEach((id, reading) -> rates.put(id, rate(readings.get(id), reading, seconds)));
    readings = next;
    readAt = now;
    measured = new Measured(rates);
    isMeasured = true;
  }

  private Map<String, Reading> now() {
    settle.run();
    Map<String, Reading> all = new HashMap<>();
    meters.all().forEach(meter -> all.put(meter.id(), meter.reading()));
    return all;
  }

  /** One that was opened meanwhile began with nothing. */
  private static PerSecond rate(@Nullable Reading before, Reading now, double seconds) {
    Reading from = before == null ? new Reading(0, 0, 0, 0, now.lastSeen()) : before;
    return new PerSecond(
        (now.requests() - from.requests()) / seconds,
        (now.connections() - from.connections()) / seconds,
        (now.bytesIn() - from.bytesIn()) / seconds,
        (now.bytesOut() - from.bytesOut()) / seconds);
  }
}
