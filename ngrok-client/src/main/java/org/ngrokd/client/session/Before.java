package org.ngrokd.client.session;

import java.util.Collection;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Where a tunnel was whose name or port was given by chance: another server of the same cluster has
 * to be asked for just that.
 *
 * @param host "": it had none by chance
 * @param port 0: it had none by chance
 */
record Before(String host, int port) {
  static final Before NOWHERE = new Before("", 0);

  /**
   * What a tunnel had.
   *
   * @param routes all that were open
   */
  static Before of(TunnelConfig tunnel, Collection<Route> routes) {
    String host = "";
    int port = 0;
    for (Route route : routes) {
      if (route.config().equals(tunnel) && route.is(TunnelProtocol.TCP)) {
        port = port(route.url());
      } else if (route.config().equals(tunnel)) {
        host = authority(route.url());
      }
    }
    boolean isByChance = tunnel.hostname().isEmpty() && tunnel.subdomain().isEmpty();
    return new Before(
        isByChance ? withoutPort(host) : "", tunnel.options().remotePort() == 0 ? port : 0);
  }

  private static String authority(String url) {
    return url.substring(url.indexOf("://") + "://".length());
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  private static int port(String url) {
    try {
      return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    } catch (NumberFormatException e) {
      return 0; // a server's own way to write it
    }
  }

  String hostname(TunnelConfig tunnel) {
    return host.isEmpty() ? tunnel.hostname() : host;
  }

  int remotePort(TunnelConfig tunnel) {
    return port == 0 ? tunnel.options().remotePort() : port;
  }

  /** Whether another thing is asked for than the tunnel says. */
  boolean isAsked(TunnelConfig tunnel) {
    return !hostname(tunnel).equals(tunnel.hostname())
        || remotePort(tunnel) != tunnel.options().remotePort();
  }
}
