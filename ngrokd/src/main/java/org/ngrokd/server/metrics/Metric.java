package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import org.ngrokd.server.measure.Distribution;

/** Makes what the library writes; each name gets "ngrokd_" before it. */
final class Metric {
  private static final String PREFIX = "ngrokd_";

  private Metric() {}

  static CounterSnapshot counter(String name, String help, long value) {
    return counters(name, help).add(value).made();
  }

  static CounterSnapshot counter(String name, String help, double value) {
    return counters(name, help).add(value).made();
  }

  static GaugeSnapshot gauge(String name, String help, long value) {
    return gauges(name, help).add(value).made();
  }

  static GaugeSnapshot gauge(String name, String help, double value) {
    return gauges(name, help).add(value).made();
  }

  static HistogramSnapshot histogram(String name, String help, Distribution.Reading reading) {
    return HistogramSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(reading.until(), boxed(reading.counts())))
                .sum(reading.sum())
                .build())
        .build();
  }

  private static Number[] boxed(long[] counts) {
    Number[] boxed = new Number[counts.length];
    for (int i = 0; i < counts.length; i++) {
      boxed[i] = counts[i];
    }
    return boxed;
  }

  /** A counter with labels. */
  static Counters counters(String name, String help) {
    return new Counters(CounterSnapshot.builder().name(PREFIX + name).help(help));
  }

  /** A gauge with labels. */
  static Gauges gauges(String name, String help) {
    return new Gauges(GaugeSnapshot.builder().name(PREFIX + name).help(help));
  }

  /** What a counter says, label by label. */
  record Counters(CounterSnapshot.Builder builder) {
    Counters add(long value, String... labels) {
      return add((double) value, labels);
    }

    /**
     * One more line.
     *
     * @param labels names and values in turn
     */
    Counters add(double value, String... labels) {
      builder.dataPoint(
          CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
      return this;
    }

    CounterSnapshot made() {
      return builder.build();
    }
  }

  /** What a gauge says, label by label. */
  record Gauges(GaugeSnapshot.Builder builder) {
    Gauges add(long value, String... labels) {
      return add((double) value, labels);
    }

    /**
     * One more line.
     *
     * @param labels names and values in turn
     */
    Gauges add(double value, String... labels) {
      builder.dataPoint(
          GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
      return this;
    }

    GaugeSnapshot made() {
      return builder.build();
    }
  }
}
