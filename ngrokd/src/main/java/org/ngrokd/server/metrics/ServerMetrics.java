package org.ngrokd.server.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.net.LoopFailures;
import org.ngrokd.streams.net.ProcessMemory;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * What the server has to tell of itself in numbers. They are read where they are kept anyway, at
 * the moment they are asked for. Safe from any thread.
 */
public final class ServerMetrics {
  /** What {@link #text} is, for HTTP. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final LimitCounters counters;
  private final FloodGuard guard;
  private final TunnelRegistry tunnels;
  private final ActiveRelays relays;
  private final LoopFailures loopFailures;

  public ServerMetrics(
      LimitCounters counters,
      FloodGuard guard,
      TunnelRegistry tunnels,
      ActiveRelays relays,
      LoopFailures loopFailures) {
    this.counters = counters;
    this.guard = guard;
    this.tunnels = tunnels;
    this.relays = relays;
    this.loopFailures = loopFailures;
  }

  /** All numbers in Prometheus' text format. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, new MetricSnapshots(snapshots()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of an array
    }
    return text.toByteArray();
  }

  private List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(limits());
    all.add(
        counter(
            "event_loop_failures",
            "What was thrown in an event loop and met there; the connection was closed.",
            loopFailures.count()));
    all.add(gauge("public_connections", "Visitors' connections.", guard.visitors().count()));
    all.add(
        gauge(
            "public_connections_max",
            "Visitors' connections that are allowed in all.",
            guard.visitors().most()));
    all.add(
        gauge(
            "public_addresses",
            "Addresses of visitors that have connections.",
            guard.visitors().addresses()));
    all.add(
        gauge("control_connections", "Clients' control connections.", guard.clients().controls()));
    all.add(
        gauge(
            "unauthenticated_connections",
            "Connections on the tunnel port that have not said who they are.",
            guard.clients().unauthenticated()));
    all.add(
        gauge(
            "waiting_visitors",
            "Visitors that wait for a proxy connection.",
            guard.clients().waiting()));
    all.add(gauge("tunnels", "Open tunnels.", tunnels.size()));
    all.add(gauge("relays", "Relays that are running.", relays.count()));
    all.add(
        gauge(
            "memory_budget_bytes",
            "Bytes that wait in memory because a peer has not acted.",
            guard.memory().budget().used()));
    all.add(
        gauge(
            "memory_budget_limit_bytes",
            "Bytes that may wait in memory in all.",
            guard.memory().budget().total()));
    all.add(gauge("open_file_descriptors", "File descriptors in use.", guard.descriptors().open()));
    all.add(
        gauge(
            "max_file_descriptors",
            "File descriptors that the process may have.",
            guard.descriptors().max()));
    all.addAll(memory(ProcessMemory.now()));
    return all;
  }

  private static List<MetricSnapshot> memory(ProcessMemory now) {
    return List.of(
        gauge("heap_bytes", "Heap in use, garbage included.", now.heap()),
        gauge("heap_max_bytes", "What the heap may grow to.", now.heapMax()),
        gauge("direct_memory_bytes", "Memory of buffers outside the heap.", now.direct()),
        gauge("direct_memory_max_bytes", "What such buffers may take.", now.directMax()));
  }

  private CounterSnapshot limits() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("ngrokd_limit_reached")
            .help("How often a limit refused, cut off or held up somebody.");
    for (Limit limit : Limit.values()) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("limit", limit.label()))
              .value((double) counters.count(limit))
              .build());
    }
    return counter.build();
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("ngrokd_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name("ngrokd_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
