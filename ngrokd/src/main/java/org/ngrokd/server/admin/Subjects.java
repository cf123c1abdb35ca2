package org.ngrokd.server.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.server.edge.CountedVisits;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.TunnelMeters;

/**
 * What an administrator may ask of, and whom orders are given to.
 *
 * @param holders who has tunnels
 * @param tunnels with what has passed through them
 * @param visits who is there
 * @param figures of the server as a whole
 * @param orders what the server can be told to do
 */
public record Subjects(
    Holders holders,
    TunnelMeters tunnels,
    CountedVisits visits,
    Figures figures,
    Supplier<Orders> orders) {
  /**
   * Where its figures are.
   *
   * @param guard knows how many there are of everything
   * @param limits how often each was met
   * @param facts what it is
   * @param peers the servers of its cluster; empty: it is alone
   */
  public record Figures(
      FloodGuard guard, LimitCounters limits, Supplier<Facts> facts, Optional<Peers> peers) {}

  /**
   * What a server is.
   *
   * @param listeners by their flags' names: where they really listen
   * @param state its directory
   * @param isDraining whether it takes nobody new
   */
  public record Facts(
      String version,
      Instant since,
      String domain,
      Map<String, String> listeners,
      String state,
      boolean isDraining) {}
}
