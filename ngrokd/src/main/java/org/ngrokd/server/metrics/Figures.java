package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Some of what there is to tell, read when it is asked for. Safe from any thread, and quick. */
@FunctionalInterface
public interface Figures {
  /** As it is now. */
  List<MetricSnapshot> now();
}
