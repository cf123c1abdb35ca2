package org.ngrokd.server.edge;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.TunnelMeters;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Counts what visitors do, for each tunnel, and knows which of them are there. Safe from any
 * thread.
 */
public final class CountedVisits implements EdgeEvents {
  private final TunnelMeters meters;
  private final Set<CountedVisit> open = ConcurrentHashMap.newKeySet();

  public CountedVisits(TunnelMeters meters) {
    this.meters = meters;
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new CountedVisit(meters, open, peer);
  }

  /** The visitors of tunnels that are there; the collection changes with them. */
  public Collection<? extends OpenVisit> open() {
    return open;
  }

  /** Counts what has passed of connections that go on, too. */
  public void settle() {
    open.forEach(CountedVisit::settle);
  }
}
