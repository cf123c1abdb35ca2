package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.ngrokd.server.measure.CallMeter;

/** Questions to somebody outside of this process. */
public final class CallFigures implements Figures {
  private final String name;
  private final String whom;
  private final CallMeter calls;

  /**
   * @param name which the metrics begin with: "database"
   * @param whom for people: "the database of accounts"
   */
  public CallFigures(String name, String whom, CallMeter calls) {
    this.name = name;
    this.whom = whom;
    this.calls = calls;
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        Metric.histogram(
            name + "_call_duration_seconds",
            "How long questions to " + whom + " took, those without an answer included.",
            calls.times()),
        Metric.counter(
            name + "_call_failures",
            "Questions to " + whom + " that had no answer.",
            calls.failures()));
  }
}
