package org.ngrokd.server.edge;

import org.ngrokd.protocol.relay.ActiveRelays;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.tunnel.TunnelRegistry;

/** What every visitor's connection works with. */
public record EdgeServices(
    TunnelRegistry tunnels,
    ActiveRelays relays,
    EdgePolicy policy,
    LimitCounters limits,
    MemoryGuard memory) {
  TcpServices tcp() {
    return new TcpServices(relays, memory);
  }
}
