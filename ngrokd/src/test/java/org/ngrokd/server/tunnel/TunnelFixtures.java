package org.ngrokd.server.tunnel;

import org.ngrokd.protocol.TunnelProtocol;

/** Tunnels for tests, to which nobody is joined. */
public final class TunnelFixtures {
  private static final ProxySource NOBODY =
      (tunnel, address, loop) -> {
        throw new AssertionError("nobody is joined here");
      };

  private TunnelFixtures() {}

  public static Tunnel tunnel(TunnelProtocol protocol, String authority, TunnelRules rules) {
    return new Tunnel(new PublicUrl(protocol, authority), rules, NOBODY, Tunnel.Release.NOTHING);
  }

  public static void register(
      TunnelRegistry tunnels, TunnelProtocol protocol, String authority, TunnelRules rules) {
    register(tunnels, tunnel(protocol, authority, rules));
  }

  public static void register(TunnelRegistry tunnels, Tunnel tunnel) {
    if (!tunnels.register(tunnel)) {
      throw new AssertionError("taken: " + tunnel);
    }
  }
}
