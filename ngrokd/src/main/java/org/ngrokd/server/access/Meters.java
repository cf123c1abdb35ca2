package org.ngrokd.server.access;

import io.netty.util.concurrent.Ticker;
import java.util.Optional;
import org.ngrokd.server.limits.LimitCounters;

/**
 * What use is measured with.
 *
 * @param ticker the time
 * @param limits counts what is refused
 * @param sharing with other servers; empty: there are none
 */
public record Meters(Ticker ticker, LimitCounters limits, Optional<Sharing> sharing) {
  /** On a server alone. */
  public Meters(Ticker ticker, LimitCounters limits) {
    this(ticker, limits, Optional.empty());
  }
}
