package org.ngrokd.server.tunnel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * The open tunnels of this server by their name, as visitors ask for them. Whose a name is, the
 * {@link Directory} says before. Safe from any thread.
 */
public final class TunnelRegistry {
  private final Map<String, Tunnel> byKey = new ConcurrentHashMap<>();
  private final AtomicInteger tls = new AtomicInteger();

  /**
   * Registers the tunnel; false when its name is taken. An https and a tls tunnel cannot have the
   * same one: who comes first has it.
   */
  boolean register(Tunnel tunnel) {
    boolean registered = byKey.putIfAbsent(tunnel.url().key(), tunnel) == null;
    if (registered && isTls(tunnel)) {
      tls.incrementAndGet();
    }
    return registered;
  }

  /** Frees the tunnel's name, if it is this tunnel that has it. */
  void unregister(Tunnel tunnel) {
    if (byKey.remove(tunnel.url().key(), tunnel) && isTls(tunnel)) {
      tls.decrementAndGet();
    }
  }

  /**
   * The tunnel for a Host header, or for the server name in a ClientHello. Protocol: §4 "by the
   * host name, whatever the port beside it".
   *
   * @param protocol of the tunnel, which is found by its host
   */
  public Optional<Tunnel> find(TunnelProtocol protocol, String hostHeader) {
    return Optional.ofNullable(byKey.get(PublicUrl.key(protocol, hostHeader)))
        .filter(tunnel -> tunnel.url().protocol() == protocol);
  }

  /** Whether there is a tls tunnel at all: if not, nobody's server name is of interest. */
  public boolean hasTls() {
    return tls.get() > 0;
  }

  private static boolean isTls(Tunnel tunnel) {
    return tunnel.url().protocol().passesTlsOn();
  }

  /** How many tunnels are open. */
  public int size() {
    return byKey.size();
  }
}
