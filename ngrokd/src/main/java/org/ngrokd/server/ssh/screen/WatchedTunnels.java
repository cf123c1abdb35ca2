package org.ngrokd.server.ssh.screen;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.streams.net.ConnectionId;

/**
 * The tunnels at which somebody looks. As long as nobody does, a request costs one look into an
 * empty map. Safe from any thread.
 */
public final class WatchedTunnels implements EdgeEvents {
  private final Map<Object, Traffic> byKey = new ConcurrentHashMap<>();

  /**
   * Visits are told to it from now on.
   *
   * @param keys the tunnels' claims, or what else visits are known by
   */
  public void watch(Collection<Object> keys, Traffic traffic) {
    keys.forEach(key -> byKey.put(key, traffic));
  }

  /** No visit of these is told any more. */
  public void forget(Collection<Object> keys) {
    keys.forEach(byKey::remove);
  }

  /** Who is to be told of a visit, if anybody. */
  public Optional<Traffic> of(Object key) {
    return Optional.ofNullable(byKey.get(key));
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new WatchedVisit(this, peer);
  }
}
