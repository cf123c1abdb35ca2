package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;

/** Who is there, who was kept out and why, and what may wait in memory. */
public final class PlaceFigures implements Figures {
  private final LimitCounters counters;
  private final FloodGuard guard;

  public PlaceFigures(LimitCounters counters, FloodGuard guard) {
    this.counters = counters;
    this.guard = guard;
  }

  @Override
  public List<MetricSnapshot> now() {
    return List.of(
        limits(),
        handshakes(),
        Metric.gauge("public_connections", "Visitors' connections.", guard.visitors().count()),
        Metric.gauge(
            "public_connections_max",
            "Visitors' connections that are allowed in all.",
            guard.visitors().most()),
        Metric.gauge(
            "public_addresses",
            "Addresses of visitors that have connections.",
            guard.visitors().addresses()),
        Metric.gauge(
            "control_connections", "Clients' control connections.", guard.clients().controls()),
        Metric.gauge(
            "unauthenticated_connections",
            "Connections on the tunnel port that have not said who they are.",
            guard.clients().unauthenticated()),
        Metric.gauge(
            "waiting_visitors",
            "Visitors that wait for a proxy connection.",
            guard.clients().waiting()),
        Metric.gauge(
            "memory_budget_bytes",
            "Bytes that wait in memory because a peer has not acted.",
            guard.memory().budget().used()),
        Metric.gauge(
            "memory_budget_limit_bytes",
            "Bytes that may wait in memory in all.",
            guard.memory().budget().total()),
        Metric.gauge(
            "open_file_descriptors", "File descriptors in use.", guard.descriptors().open()),
        Metric.gauge(
            "max_file_descriptors",
            "File descriptors that the process may have.",
            guard.descriptors().max()));
  }

  private MetricSnapshot limits() {
    Metric.Counters counter =
        Metric.counters("limit_reached", "How often a limit refused, cut off or held up somebody.");
    for (Limit limit : Limit.values()) {
      counter.add(counters.count(limit), "limit", limit.label());
    }
    return counter.made();
  }

  private MetricSnapshot handshakes() {
    Metric.Counters counter =
        Metric.counters(
            "handshake_failures",
            "Connections, of visitors or clients, that led to nothing because of how they began.");
    for (Junk kind : Junk.values()) {
      counter.add(counters.count(kind), "reason", kind.label());
    }
    return counter.made();
  }
}
