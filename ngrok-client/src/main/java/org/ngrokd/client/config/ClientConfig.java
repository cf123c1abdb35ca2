package org.ngrokd.client.config;

import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Everything a client needs to know.
 *
 * @param server where the server listens for clients
 * @param authToken or ""
 * @param trust whose certificate is accepted
 * @param httpProxy on the way to the server
 * @param tunnels what to ask for
 * @param mux whether to multiplex where the server can
 * @param inspect what is watched
 * @param comeback how it comes up and back
 */
public record ClientConfig(
    HostAndPort server,
    String authToken,
    Trust trust,
    Optional<HttpProxy> httpProxy,
    List<TunnelConfig> tunnels,
    boolean mux,
    InspectOptions inspect,
    Comeback comeback) {
  /** With multiplexing; nothing is watched, nothing is kept. */
  public ClientConfig(
      HostAndPort server,
      String authToken,
      Trust trust,
      Optional<HttpProxy> httpProxy,
      List<TunnelConfig> tunnels) {
    this(server, authToken, trust, httpProxy, tunnels, true, InspectOptions.NONE, Comeback.PATIENT);
  }

  public ClientConfig {
    tunnels = List.copyOf(tunnels);
  }

  @Override
  public String toString() {
    return "ClientConfig[server=%s, authToken=%s, trust=%s, httpProxy=%s, tunnels=%s]"
        .formatted(server, Masked.secret(authToken), trust, httpProxy, tunnels);
  }
}
