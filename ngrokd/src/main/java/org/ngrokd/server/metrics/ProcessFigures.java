package org.ngrokd.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.ngrokd.streams.net.ProcessMemory;

/** What the process takes, and how its garbage is collected. */
public final class ProcessFigures implements Figures {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private final String version;

  /**
   * @param version of the program
   */
  public ProcessFigures(String version) {
    this.version = version;
  }

  @Override
  public List<MetricSnapshot> now() {
    ProcessMemory memory = ProcessMemory.now();
    return List.of(
        Metric.gauges("build_info", "Always 1; its labels say which program runs.")
            .add(1, "version", version, "java", System.getProperty("java.version", ""))
            .made(),
        Metric.gauge(
            "start_time_seconds",
            "When the process began, in seconds since 1970.",
            ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS),
        Metric.counter("cpu_seconds", "Time on processors, all threads together.", cpu()),
        Metric.gauge("heap_bytes", "Heap in use, garbage included.", memory.heap()),
        Metric.gauge("heap_max_bytes", "What the heap may grow to.", memory.heapMax()),
        Metric.gauge("direct_memory_bytes", "Memory of buffers outside the heap.", memory.direct()),
        Metric.gauge("direct_memory_max_bytes", "What such buffers may take.", memory.directMax()),
        Metric.gauge(
            "threads",
            "Threads of the process.",
            ManagementFactory.getThreadMXBean().getThreadCount()),
        garbage());
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime() / NANOS)
        : 0;
  }

  private static MetricSnapshot garbage() {
    SummarySnapshot.Builder summary =
        SummarySnapshot.builder()
            .name("ngrokd_gc_duration_seconds")
            .help("Collections of garbage, and how long they took together.");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      summary.dataPoint(
          SummaryDataPointSnapshot.builder()
              .labels(Labels.of("collector", collector.getName()))
              .count(Math.max(0, collector.getCollectionCount()))
              .sum(Math.max(0, collector.getCollectionTime() / MILLIS))
              .build());
    }
    return summary.build();
  }
}
