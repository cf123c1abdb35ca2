package org.ngrokd.server;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.mux.MuxEvents;
import org.ngrokd.server.accesslog.AccessLog;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.edge.BothEvents;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.metrics.CountedTraffic;
import org.ngrokd.server.metrics.Figures;
import org.ngrokd.server.metrics.LogFigures;
import org.ngrokd.server.options.ServerOptions;

/** Who listens to visitors because somebody wants to know; what nobody wants is not even loaded. */
final class Observers implements AutoCloseable {
  private final Optional<AccessLog> accessLog;
  private final Optional<CountedTraffic> traffic;

  private Observers(Optional<AccessLog> accessLog, Optional<CountedTraffic> traffic) {
    this.accessLog = accessLog;
    this.traffic = traffic;
  }

  /**
   * Begins.
   *
   * @throws org.ngrokd.kit.cli.UserException when the access log cannot be written
   */
  static Observers start(ServerOptions options, Clock clock) {
    Optional<AccessLogOptions> wanted = options.telemetry().accessLog();
    return new Observers(
        wanted.isPresent()
            ? Optional.of(AccessLog.start(wanted.get(), clock.withZone(ZoneId.systemDefault())))
            : Optional.empty(),
        options.addresses().metrics().isPresent()
            ? Optional.of(new CountedTraffic(options.telemetry().byAccount()))
            : Optional.empty());
  }

  /** Those who listen, and these. */
  EdgeEvents beside(EdgeEvents others) {
    EdgeEvents all = others;
    if (traffic.isPresent()) {
      all = BothEvents.of(all, traffic.get());
    }
    return accessLog.isPresent() ? BothEvents.of(all, accessLog.get()) : all;
  }

  /** Who hears of connections that carry many streams. */
  MuxEvents mux() {
    return traffic.isPresent() ? traffic.get().mux() : MuxEvents.NONE;
  }

  /** What is counted by them. To be called only where there are metrics. */
  List<Figures> figures() {
    List<Figures> all = new ArrayList<>();
    all.add(traffic.orElseThrow());
    if (accessLog.isPresent()) {
      AccessLog log = accessLog.get();
      all.add(
          new LogFigures("access_log", "Entries of the access log", log::written, log::dropped));
    }
    return all;
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
  }
}
