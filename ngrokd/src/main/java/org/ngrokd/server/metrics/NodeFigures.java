package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Supplier;
import org.ngrokd.server.cluster.ClusterFigures;

/** What this server is among several. */
public final class NodeFigures implements Figures {
  private final Supplier<ClusterFigures> figures;

  public NodeFigures(Supplier<ClusterFigures> figures) {
    this.figures = figures;
  }

  @Override
  public List<MetricSnapshot> now() {
    ClusterFigures now = figures.get();
    return List.of(
        Metric.gauge(
            "cluster_lease", "Whether this server surely is in the cluster.", now.isSure() ? 1 : 0),
        Metric.gauge("cluster_names", "Names that this server has.", now.names()),
        Metric.gauge("cluster_known_names", "Names of which it knows where they are.", now.known()),
        Metric.gauge("cluster_links", "Ways to other servers, by event loop.", now.links()),
        Metric.gauge(
            "cluster_ports", "Ports of other servers' tunnels that are open.", now.ports()));
  }
}
