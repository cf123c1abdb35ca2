package org.ngrokd.server;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.protocol.mux.MuxEvents;
import org.ngrokd.server.accesslog.AccessLog;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.edge.BothEvents;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.metrics.CountedTraffic;
import org.ngrokd.server.metrics.Figures;
import org.ngrokd.server.metrics.LogFigures;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.traces.TraceOptions;
import org.ngrokd.server.traces.Traces;

/** Who listens to visitors because somebody wants to know; what nobody wants is not even loaded. */
final class Observers implements AutoCloseable {
  private final Optional<AccessLog> accessLog;
  private final Optional<CountedTraffic> traffic;
  private final Optional<Traces> traces;

  private Observers(
      Optional<AccessLog> accessLog, Optional<CountedTraffic> traffic, Optional<Traces> traces) {
    this.accessLog = accessLog;
    this.traffic = traffic;
    this.traces = traces;
  }

  /**
   * Begins.
   *
   * @throws org.ngrokd.kit.cli.UserException when the access log cannot be written
   */
  static Observers start(ServerOptions options, Clock clock) {
    Optional<AccessLogOptions> wanted = options.telemetry().accessLog();
    Optional<TraceOptions> traced = options.telemetry().traces();
    return new Observers(
        wanted.isPresent()
            ? Optional.of(AccessLog.start(wanted.get(), clock.withZone(ZoneId.systemDefault())))
            : Optional.empty(),
        options.addresses().metrics().isPresent()
            ? Optional.of(new CountedTraffic(options.telemetry().byAccount()))
            : Optional.empty(),
        traced.isPresent()
            ? Optional.of(Traces.start(traced.get(), ProductVersion.of(Observers.class), clock))
            : Optional.empty());
  }

  /** Those who listen, and these. */
  EdgeEvents beside(EdgeEvents others) {
    EdgeEvents all = others;
    if (traffic.isPresent()) {
      all = BothEvents.of(all, traffic.get());
    }
    if (traces.isPresent()) {
      all = BothEvents.of(all, traces.get());
    }
    return accessLog.isPresent() ? BothEvents.of(all, accessLog.get()) : all;
  }

  /** Who hears of connections that carry many streams. */
  MuxEvents mux() {
    return traffic.isPresent() ? traffic.get().mux() : MuxEvents.NONE;
  }

  /** What is counted by them. To be called only where there are metrics. */
  List<Figures> figures() {
    List<Figures> figures = new ArrayList<>();
    figures.add(traffic.orElseThrow());
    if (accessLog.isPresent()) {
      AccessLog log = accessLog.get();
      figures.add(
          new LogFigures(
              "access_log_written",
              "access_log_dropped",
              "Entries of the access log",
              log::written,
              log::dropped));
    }
    if (traces.isPresent()) {
      Traces all = traces.get();
      figures.add(
          new LogFigures(
              "trace_spans_sent",
              "trace_spans_dropped",
              "Spans of traces",
              all::sent,
              all::dropped));
    }
    return figures;
  }

  /** Files that somebody has moved away are begun anew. */
  void reopen() {
    if (accessLog.isPresent()) {
      accessLog.get().reopen();
    }
  }

  @Override
  public void close() {
    if (accessLog.isPresent()) {
      accessLog.get().close();
    }
    if (traces.isPresent()) {
      traces.get().close();
    }
  }
}
