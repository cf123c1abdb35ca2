package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.protocol.mux.MuxEvents;

/** Connections that carry many streams, counted as they come and go. */
final class MuxFigures implements MuxEvents, Figures {
  private final LongAdder connected = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder stalled = new LongAdder();

  @Override
  public void connected() {
    connected.increment();
  }

  @Override
  public void disconnected() {
    disconnected.increment();
  }

  @Override
  public void opened() {
    opened.increment();
  }

  @Override
  public void closed() {
    closed.increment();
  }

  @Override
  public void stalled() {
    stalled.increment();
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.gauge(
            "mux_connections",
            "Connections of clients that carry many streams.",
            difference(connected, disconnected)),
        Metric.gauge("mux_streams", "Streams that are open in them.", difference(opened, closed)),
        Metric.counter("mux_streams_opened", "Streams that were opened.", opened.sum()),
        Metric.counter(
            "mux_stalls",
            "How often a stream had to wait for its client to take something.",
            stalled.sum()));
  }

  /** The sum that must not be the larger one is read first. */
  private static long difference(LongAdder more, LongAdder less) {
    long gone = less.sum();
    return Math.max(0, more.sum() - gone);
  }
}
