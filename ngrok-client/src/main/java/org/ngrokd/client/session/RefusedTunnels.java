package org.ngrokd.client.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.TunnelRequests.Wanted;

/**
 * What the server refuses, over all sessions: in which order tunnels are asked for, so that one
 * that is refused keeps no other from being opened, and how long each waits.
 *
 * <p>A server hangs up when it refuses a client's first tunnel. Therefore what was refused comes
 * last, and until each tunnel has had its turn (a round) the next session begins at once.
 *
 * <p>Confined to the client's control event loop.
 */
final class RefusedTunnels {
  private final Supplier<Backoff> backoffs;
  private final Map<Key, Refusal> refusals = new LinkedHashMap<>();
  private final Map<TunnelConfig, Backoff> waits = new LinkedHashMap<>();
  private final Set<Key> round = new HashSet<>();
  private final Set<Key> shut = new HashSet<>();

  private record Key(TunnelConfig tunnel, String protocol) {
    static Key of(Refusal refusal) {
      return new Key(refusal.tunnel(), refusal.protocol());
    }

    /** Written out as {@link org.ngrokd.streams.net.HostAndPort}'s. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && protocol.equals(key.protocol)
          && Objects.equals(tunnel, key.tunnel);
    }

    @Override
    public int hashCode() {
      return 31 * tunnel.hashCode() + protocol.hashCode();
    }
  }

  /**
   * @param backoffs makes the waits of one tunnel
   */
  RefusedTunnels(Supplier<Backoff> backoffs) {
    this.backoffs = backoffs;
  }

  void add(Refusal refusal) {
    refusals.put(Key.of(refusal), refusal);
    round.add(Key.of(refusal));
  }

  void opened(Route route) {
    refusals.remove(new Key(route.config(), route.protocol()));
    round.clear();
    if (of(route.config()).isEmpty()) {
      waits.remove(route.config());
    }
  }

  /** Somebody, here or at the server, has closed it: it is not asked for any more. */
  void shut(Route route) {
    shut.add(new Key(route.config(), route.protocol()));
  }

  void forget(TunnelConfig tunnel) {
    shut.removeIf(key -> key.tunnel().equals(tunnel));
    refusals.keySet().removeIf(key -> key.tunnel().equals(tunnel));
    round.removeIf(key -> key.tunnel().equals(tunnel));
    waits.remove(tunnel);
  }

  /** What is refused of this tunnel. */
  List<Refusal> of(TunnelConfig tunnel) {
    return refusals.values().stream().filter(each -> each.tunnel().equals(tunnel)).toList();
  }

  /** What is refused of all tunnels. */
  List<Refusal> all() {
    return List.copyOf(refusals.values());
  }

  /** How long until this tunnel is asked for again. */
  Duration nextWait(TunnelConfig tunnel) {
    return waits.computeIfAbsent(tunnel, unused -> backoffs.get()).next();
  }

  /** All there is to ask for, without what is shut; what was refused last comes last. */
  List<Wanted> inOrder(List<TunnelConfig> tunnels) {
    List<Wanted> wanted = new ArrayList<>();
    for (TunnelConfig tunnel : tunnels) {
      tunnel.services().keySet().stream()
          .filter(protocol -> !shut.contains(new Key(tunnel, protocol)))
          .collect(
              Collectors.groupingBy(
                  protocol -> rank(new Key(tunnel, protocol)), Collectors.toList()))
          .values()
          .forEach(protocols -> wanted.add(new Wanted(tunnel, protocols)));
    }
    wanted.sort(
        Comparator.comparingInt(
            each -> rank(new Key(each.tunnel(), each.protocols().get(0))))); // all have the same
    return wanted;
  }

  private int rank(Key key) {
    return (round.contains(key) ? 2 : 0) + (refusals.containsKey(key) ? 1 : 0);
  }

  /** Whether something has not had its turn since the last wait. */
  boolean isRoundOpen(List<TunnelConfig> tunnels) {
    return !round.isEmpty()
        && tunnels.stream()
            .flatMap(tunnel -> tunnel.services().keySet().stream().map(p -> new Key(tunnel, p)))
            .anyMatch(key -> !round.contains(key) && !shut.contains(key));
  }

  /** A wait begins: after it each tunnel has its turn anew. */
  void endRound() {
    round.clear();
  }
}
