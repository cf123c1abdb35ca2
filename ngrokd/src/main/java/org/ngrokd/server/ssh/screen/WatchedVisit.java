package org.ngrokd.server.ssh.screen;

import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.PeerAddress;

/**
 * One connection of a visitor, for whoever watches the tunnels that it asks for.
 *
 * <p>Confined to the event loop of the visitor.
 */
final class WatchedVisit implements Visit {
  private final WatchedTunnels watched;
  private final @Nullable SocketAddress peer;

  /** The request that has come, until it is known which tunnel it is for. */
  private @Nullable RequestHead asked;

  private Traffic.@Nullable Entry entry;

  WatchedVisit(WatchedTunnels watched, @Nullable SocketAddress peer) {
    this.watched = watched;
    this.peer = peer;
  }

  @Override
  public void asked(RequestHead request, String visitor) {
    asked = watched.isEmpty() ? null : request;
  }

  @Override
  public void judged(Tunnel tunnel) {
    RequestHead request = asked;
    asked = null;
    if (watched.isEmpty()) {
      return;
    }
    Optional<Traffic> traffic = watched.of(tunnel.claim());
    if (traffic.isEmpty()) {
      return;
    }
    if (tunnel.url().protocol().isHttp()) {
      entry = request == null ? null : traffic.get().began(request.method(), request.target());
    } else {
      entry = traffic.get().began(tunnel.url().protocol().wireName(), who());
    }
  }

  private String who() {
    return PeerAddress.text(peer);
  }

  @Override
  public void refused(Refusal why, int status) {
    asked = null;
    if (entry != null) {
      entry.answered(status);
    }
  }

  @Override
  public void answered(int status) {
    if (entry != null) {
      entry.answered(status);
    }
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    asked = null;
    over(fromVisitor, toVisitor, how);
  }

  /** Of http all is over with its last request. */
  @Override
  public void ended(long fromVisitor, long toVisitor, Outcome how) {
    over(fromVisitor, toVisitor, how);
  }

  private void over(long fromVisitor, long toVisitor, Outcome how) {
    if (entry != null) {
      entry.ended(fromVisitor, toVisitor, how == Outcome.FINISHED);
      entry = null;
    }
  }
}
