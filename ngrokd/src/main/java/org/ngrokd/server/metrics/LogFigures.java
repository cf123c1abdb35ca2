package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.LongSupplier;

/** What is written down of visitors elsewhere, and what of it was lost. */
public final class LogFigures implements Figures {
  private final String doneName;
  private final String droppedName;
  private final String what;
  private final LongSupplier done;
  private final LongSupplier dropped;

  /**
   * @param doneName of the metric for what came through: "access_log_written"
   * @param what for people: "Entries of the access log"
   */
  public LogFigures(
      String doneName, String droppedName, String what, LongSupplier done, LongSupplier dropped) {
    this.doneName = doneName;
    this.droppedName = droppedName;
    this.what = what;
    this.done = done;
    this.dropped = dropped;
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.counter(doneName, what + " that came through.", done.getAsLong()),
        Metric.counter(
            droppedName,
            what + " that were dropped, because they came too fast or nothing took them.",
            dropped.getAsLong()));
  }
}
