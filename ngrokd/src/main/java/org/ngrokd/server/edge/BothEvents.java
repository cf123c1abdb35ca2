package org.ngrokd.server.edge;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Two who listen, told one after the other.
 *
 * @param first told before the second
 */
public record BothEvents(EdgeEvents first, EdgeEvents second) implements EdgeEvents {
  /** The two, or the one of them that listens at all. */
  public static EdgeEvents of(EdgeEvents first, EdgeEvents second) {
    return first == NONE ? second : new BothEvents(first, second);
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new Both(first.opened(listener, peer, id), second.opened(listener, peer, id));
  }

  /** One connection of which both hear. */
  private record Both(Visit first, Visit second) implements Visit {
    @Override
    public void secured(String version, String cipher) {
      first.secured(version, cipher);
      second.secured(version, cipher);
    }

    @Override
    public void asked(RequestHead request, String visitor) {
      first.asked(request, visitor);
      second.asked(request, visitor);
    }

    @Override
    public @Nullable Trace trace() {
      Trace known = first.trace();
      return known == null ? second.trace() : known;
    }

    @Override
    public void judged(Tunnel tunnel) {
      first.judged(tunnel);
      second.judged(tunnel);
    }

    @Override
    public void refused(Refusal why, int status) {
      first.refused(why, status);
      second.refused(why, status);
    }

    @Override
    public void joined() {
      first.joined();
      second.joined();
    }

    @Override
    public void copying(Copied bytes) {
      first.copying(bytes);
      second.copying(bytes);
    }

    @Override
    public void answered(int status) {
      first.answered(status);
      second.answered(status);
    }

    @Override
    public void upgraded() {
      first.upgraded();
      second.upgraded();
    }

    @Override
    public void progressed(long fromVisitor, long toVisitor) {
      first.progressed(fromVisitor, toVisitor);
      second.progressed(fromVisitor, toVisitor);
    }

    @Override
    public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
      first.requestEnded(fromVisitor, toVisitor, how);
      second.requestEnded(fromVisitor, toVisitor, how);
    }

    @Override
    public void ended(long fromVisitor, long toVisitor, Outcome how) {
      first.ended(fromVisitor, toVisitor, how);
      second.ended(fromVisitor, toVisitor, how);
    }
  }
}
