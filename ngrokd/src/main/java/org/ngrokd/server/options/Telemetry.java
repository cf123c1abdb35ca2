package org.ngrokd.server.options;

import java.util.Optional;
import org.ngrokd.server.accesslog.AccessLogOptions;

/**
 * What a server tells of its visitors.
 *
 * @param accessLog empty: none is written
 */
public record Telemetry(Optional<AccessLogOptions> accessLog) {
  /** Nothing. */
  public static final Telemetry NONE = new Telemetry(Optional.empty());
}
