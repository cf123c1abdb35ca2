package org.ngrokd.server.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What the server has to tell of itself in numbers. They are read where they are kept anyway, at
 * the moment they are asked for. Safe from any thread.
 */
final class ServerMetrics {
  /** What {@link #text} is, for HTTP. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final List<Figures> all;

  ServerMetrics(List<Figures> all) {
    this.all = List.copyOf(all);
  }

  /** All numbers in Prometheus' text format. */
  byte[] text() {
    List<MetricSnapshot> now = all.stream().flatMap(each -> each.now().stream()).toList();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, new MetricSnapshots(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of an array
    }
    return text.toByteArray();
  }
}
