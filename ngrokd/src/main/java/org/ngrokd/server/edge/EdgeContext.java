package org.ngrokd.server.edge;

import java.util.function.Supplier;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * What every visitor's connection works with.
 *
 * @param policies how visitors are treated, now
 * @param reports says what of the limits is worth a line in the log, and counts in them
 * @param events hears what they do
 * @param files what the server itself answers by http
 */
public record EdgeContext(
    TunnelRegistry tunnels,
    ActiveRelays relays,
    Supplier<EdgePolicy> policies,
    LimitCounters limits,
    MemoryGuard memory,
    FloodReports reports,
    EdgeEvents events,
    OwnFiles files) {
  /** With reports of its own, and nobody who listens. */
  public EdgeContext(
      TunnelRegistry tunnels,
      ActiveRelays relays,
      EdgePolicy policy,
      LimitCounters limits,
      MemoryGuard memory) {
    this(
        tunnels,
        relays,
        () -> policy,
        limits,
        memory,
        new FloodReports(limits),
        EdgeEvents.NONE,
        OwnFiles.NONE);
  }

  /** How visitors are treated who come now. */
  public EdgePolicy policy() {
    return policies.get();
  }

  /** What they work with of which only the bytes matter. */
  public TcpContext tcp() {
    return new TcpContext(relays, memory, reports, events);
  }
}
