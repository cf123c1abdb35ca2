package org.ngrokd.server.tunnel;

import org.ngrokd.protocol.TunnelProtocol;

/**
 * What the registry finds a tunnel by, for whoever asks for the same one many times. Immutable.
 *
 * @param protocol of the tunnel
 * @param text {@link PublicUrl#key}
 */
public record VhostKey(TunnelProtocol protocol, String text) {
  /** For a Host header, or the server name in a ClientHello. */
  public static VhostKey of(TunnelProtocol protocol, String hostHeader) {
    return new VhostKey(protocol, PublicUrl.key(protocol, hostHeader));
  }
}
