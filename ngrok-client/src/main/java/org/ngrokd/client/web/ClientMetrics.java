package org.ngrokd.client.web;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.streams.net.ProcessMemory;

/** The client in numbers for a monitoring system. */
final class ClientMetrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final Agent.Watched watched;

  ClientMetrics(Agent.Watched watched) {
    this.watched = watched;
  }

  /** All numbers in Prometheus' text format. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(snapshots()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of an array
    }
    return text.toByteArray();
  }

  private List<MetricSnapshot> snapshots() {
    StatusBoard.Status status = watched.status().status();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge(
            "online",
            "1 while the server has accepted the client.",
            status.state() == StatusBoard.State.ONLINE ? 1 : 0));
    all.add(
        gauge(
            "reserve",
            "1 while a second server of the cluster waits in case that this one goes.",
            watched.status().reserve().isPresent() ? 1 : 0));
    all.add(gauge("tunnels", "Open tunnels.", status.routes().size()));
    all.add(
        gauge(
            "ping_seconds",
            "How long the server took to answer the last ping.",
            status.latency().map(Duration::toNanos).orElse(0L) / 1e9));
    all.add(
        gauge(
            "inspector_memory_bytes",
            "What the inspector holds.",
            (double) watched.exchanges().used()));
    all.addAll(memory(ProcessMemory.now()));
    all.add(counter("connections", "Visitors' connections.", each -> each.connections().total()));
    all.add(openConnections());
    all.add(
        counter(
            "http_requests", "Requests that were looked at.", each -> each.exchanges().total()));
    all.add(
        counter(
            "http_requests_missed",
            "Requests that were not looked at, because there were too many.",
            TunnelTraffic::missedExchanges));
    all.add(
        counter(
            "http_server_errors", "Replies with a status of 500 or above.", TunnelTraffic::errors));
    all.add(counter("received_bytes", "Bytes from visitors.", TunnelTraffic::bytesIn));
    all.add(counter("sent_bytes", "Bytes to visitors.", TunnelTraffic::bytesOut));
    return all;
  }

  private static List<MetricSnapshot> memory(ProcessMemory now) {
    return List.of(
        gauge("heap_bytes", "Heap in use, garbage included.", (double) now.heap()),
        gauge("heap_max_bytes", "What the heap may grow to.", (double) now.heapMax()),
        gauge("direct_memory_bytes", "Memory of buffers outside the heap.", (double) now.direct()),
        gauge("direct_memory_max_bytes", "What such buffers may take.", (double) now.directMax()));
  }

  private CounterSnapshot counter(String name, String help, ToLongFunction<TunnelTraffic> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name("ngrok_" + name).help(help);
    watched
        .traffic()
        .all()
        .forEach(
            (key, traffic) ->
                counter.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(Labels.of("tunnel", key.tunnel(), "protocol", key.protocol()))
                        .value((double) value.applyAsLong(traffic))
                        .build()));
    return counter.build();
  }

  private GaugeSnapshot openConnections() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("ngrok_connections_open")
            .help("Visitors' connections at the moment.");
    watched
        .traffic()
        .all()
        .forEach(
            (key, traffic) ->
                gauge.dataPoint(
                    GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("tunnel", key.tunnel(), "protocol", key.protocol()))
                        .value((double) traffic.connections().open())
                        .build()));
    return gauge.build();
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name("ngrok_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
