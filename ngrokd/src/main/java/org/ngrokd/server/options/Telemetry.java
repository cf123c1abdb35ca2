package org.ngrokd.server.options;

import java.util.Optional;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.traces.TraceOptions;

/**
 * What a server tells of its visitors.
 *
 * @param accessLog empty: none is written
 * @param byAccount whether metrics are told for each account, too
 * @param traces empty: nothing is traced
 */
public record Telemetry(
    Optional<AccessLogOptions> accessLog, boolean byAccount, Optional<TraceOptions> traces) {
  /** Nothing. */
  public static final Telemetry NONE = new Telemetry(Optional.empty(), false, Optional.empty());

  /** An access log alone. */
  public static Telemetry accessLog(AccessLogOptions options) {
    return new Telemetry(Optional.of(options), false, Optional.empty());
  }

  /** Traces alone. */
  public static Telemetry traces(TraceOptions options) {
    return new Telemetry(Optional.empty(), false, Optional.of(options));
  }
}
