package org.ngrokd.server.tunnel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All open tunnels by their name. Safe from any thread. */
public final class TunnelRegistry {
  private final Map<String, Tunnel> byKey = new ConcurrentHashMap<>();

  /** Registers the tunnel; false when its name is taken. */
  boolean register(Tunnel tunnel) {
    return byKey.putIfAbsent(tunnel.url().key(), tunnel) == null;
  }

  /** Frees the tunnel's name, if it is this tunnel that has it. */
  void unregister(Tunnel tunnel) {
    byKey.remove(tunnel.url().key(), tunnel);
  }

  /**
   * The tunnel for a Host header. Protocol: §4 "by host name whatever the port in the header".
   *
   * @param protocol "http" or "https"
   */
  public Optional<Tunnel> find(String protocol, String hostHeader) {
    return Optional.ofNullable(byKey.get(PublicUrl.key(protocol, hostHeader)));
  }

  /** How many tunnels are open. */
  public int size() {
    return byKey.size();
  }
}
