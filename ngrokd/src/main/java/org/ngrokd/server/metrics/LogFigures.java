package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.LongSupplier;

/** What is written down of visitors elsewhere, and what of it was lost. */
public final class LogFigures implements Figures {
  private final String name;
  private final String what;
  private final LongSupplier done;
  private final LongSupplier dropped;

  /**
   * @param name which the metrics begin with: "access_log"
   * @param what for people: "Entries of the access log"
   */
  public LogFigures(String name, String what, LongSupplier done, LongSupplier dropped) {
    this.name = name;
    this.what = what;
    this.done = done;
    this.dropped = dropped;
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.counter(name + "_written", what + " that came through.", done.getAsLong()),
        Metric.counter(
            name + "_dropped",
            what + " that were dropped, because they came too fast or could not be written.",
            dropped.getAsLong()));
  }
}
