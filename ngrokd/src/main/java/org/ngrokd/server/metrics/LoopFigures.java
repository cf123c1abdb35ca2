package org.ngrokd.server.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.measure.Distribution;
import org.ngrokd.streams.net.GuardedEventLoops;

/**
 * How late event loops are: each has something to do once a second, and how much later than it was
 * due it gets to that is counted. It ends with the loops.
 */
public final class LoopFigures implements Figures {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final GuardedEventLoops loops;
  private final Distribution lag = Distribution.ofDelays();

  private LoopFigures(GuardedEventLoops loops) {
    this.loops = loops;
  }

  /** Begins to look. */
  public static LoopFigures start(GuardedEventLoops loops) {
    LoopFigures figures = new LoopFigures(loops);
    for (EventExecutor loop : loops) {
      figures.next(loop);
    }
    return figures;
  }

  private void next(EventExecutor loop) {
    long due = loop.ticker().nanoTime() + PERIOD;
    loop.schedule(
            () -> {
              lag.add(loop.ticker().nanoTime() - due);
              next(loop);
            },
            PERIOD,
            TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.counter(
            "event_loop_failures",
            "What was thrown in an event loop and met there; the connection was closed.",
            loops.failures().count()),
        Metric.histogram(
            "event_loop_lag_seconds",
            "How much later than it was due an event loop got to something, tried once a second.",
            lag.reading()));
  }
}
