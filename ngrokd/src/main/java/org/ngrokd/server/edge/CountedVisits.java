package org.ngrokd.server.edge;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelMeter;
import org.ngrokd.server.tunnel.TunnelMeters;
import org.ngrokd.streams.net.ConnectionId;

/** Counts what visitors do, for each tunnel. Safe from any thread. */
public final class CountedVisits implements EdgeEvents {
  private final TunnelMeters meters;

  public CountedVisits(TunnelMeters meters) {
    this.meters = meters;
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new Counted();
  }

  /** One connection. */
  private final class Counted implements Visit {
    private @Nullable TunnelMeter meter;
    private boolean hasRequests;

    @Override
    public void judged(Tunnel tunnel) {
      TunnelMeter next = meters.of(tunnel).orElse(null);
      if (next != null && next != meter) {
        next.connected();
      }
      meter = next;
    }

    @Override
    public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
      hasRequests = true;
      if (meter != null) {
        meter.requested();
        meter.passed(fromVisitor, toVisitor);
      }
    }

    /** Of http all has been counted with its requests. */
    @Override
    public void ended(long fromVisitor, long toVisitor, Outcome how) {
      if (meter != null && !hasRequests) {
        meter.passed(fromVisitor, toVisitor);
      }
    }
  }
}
