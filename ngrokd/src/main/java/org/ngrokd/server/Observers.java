package org.ngrokd.server;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.ngrokd.server.accesslog.AccessLog;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.edge.BothEvents;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.options.ServerOptions;

/** Who listens to visitors because somebody wants to know; what nobody wants is not even loaded. */
final class Observers implements AutoCloseable {
  private final Optional<AccessLog> accessLog;

  private Observers(Optional<AccessLog> accessLog) {
    this.accessLog = accessLog;
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
            : Optional.empty());
  }

  /** Those who listen, and these. */
  EdgeEvents beside(EdgeEvents others) {
    return accessLog.isPresent() ? BothEvents.of(others, accessLog.get()) : others;
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
