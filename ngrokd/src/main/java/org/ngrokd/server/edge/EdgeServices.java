package org.ngrokd.server.edge;

import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * What every visitor's connection works with.
 *
 * @param reports says what of the limits is worth a line in the log, and counts in them
 */
public record EdgeServices(
    TunnelRegistry tunnels,
    ActiveRelays relays,
    EdgePolicy policy,
    LimitCounters limits,
    MemoryGuard memory,
    FloodReports reports) {
  /** With reports of its own. */
  public EdgeServices(
      TunnelRegistry tunnels,
      ActiveRelays relays,
      EdgePolicy policy,
      LimitCounters limits,
      MemoryGuard memory) {
    this(tunnels, relays, policy, limits, memory, new FloodReports(limits));
  }

  TcpServices tcp() {
    return new TcpServices(relays, memory, reports);
  }
}
