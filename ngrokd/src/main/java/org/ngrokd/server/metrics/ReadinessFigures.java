package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Whether all is well, for alarms of who does not ask {@code /readyz}. */
final class ReadinessFigures implements Figures {
  private final Readiness readiness;

  ReadinessFigures(Readiness readiness) {
    this.readiness = readiness;
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.gauge(
            "ready",
            "1 while the server can do what it is there for, as /readyz says; else 0.",
            readiness.trouble().isEmpty() ? 1 : 0));
  }
}
