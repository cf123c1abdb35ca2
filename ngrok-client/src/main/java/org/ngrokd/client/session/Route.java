package org.ngrokd.client.session;

import java.util.List;
import java.util.Map;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Where the public connections of a URL go.
 *
 * @param config of the tunnel; it has a service for the protocol
 * @param protocol its name
 * @param url as the server gave it
 */
public record Route(TunnelConfig config, String protocol, String url) {
  /** A route of a tunnel with this one service. */
  public Route(String tunnel, String protocol, String url, LocalAddress local) {
    this(
        new TunnelConfig(tunnel, Map.of(protocol, local), "", "", TunnelConfig.Options.NONE),
        protocol,
        url);
  }

  /** Whether this is what its visitors speak. */
  public boolean is(TunnelProtocol other) {
    return protocol.equals(other.wireName());
  }

  /** Whether HTTP is what its visitors speak, once out of TLS. */
  public boolean isHttp() {
    return config.isHttp(protocol);
  }

  /** The tunnel's name in the config. */
  public String tunnel() {
    return config.name();
  }

  public LocalAddress local() {
    LocalAddress local = config.services().get(protocol);
    if (local == null) {
      throw new IllegalStateException("no service for " + protocol);
    }
    return local;
  }

  /** The paths that go to local services of their own, the longest first. */
  public List<PathForward> paths() {
    return isHttp() ? config.options().upstream().paths().all() : List.of();
  }
}
