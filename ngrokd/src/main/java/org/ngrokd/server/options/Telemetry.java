package org.ngrokd.server.options;

import java.util.Optional;
import org.ngrokd.server.accesslog.AccessLogOptions;

/**
 * What a server tells of its visitors.
 *
 * @param accessLog empty: none is written
 * @param byAccount whether metrics are told for each account, too
 */
public record Telemetry(Optional<AccessLogOptions> accessLog, boolean byAccount) {
  /** Nothing. */
  public static final Telemetry NONE = new Telemetry(Optional.empty(), false);

  /** An access log alone. */
  public static Telemetry accessLog(AccessLogOptions options) {
    return new Telemetry(Optional.of(options), false);
  }
}
