package org.ngrokd.client.web;

import java.util.List;
import org.ngrokd.client.session.Route;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * Names of tunnels as the agent API gives them: each protocol is a tunnel there, and where one has
 * http beside https, it is called "NAME (http)".
 */
final class TunnelNames {
  private TunnelNames() {}

  static String of(Route route) {
    return of(route.tunnel(), route.protocol(), route.config().has(TunnelProtocol.HTTPS));
  }

  static String of(String tunnel, String protocol, boolean hasHttps) {
    return protocol.equals(TunnelProtocol.HTTP.wireName()) && hasHttps
        ? tunnel + " (http)"
        : tunnel;
  }

  /** The route that a name of the API means. */
  static List<Route> find(List<Route> routes, String name) {
    return routes.stream().filter(route -> of(route).equals(name)).toList();
  }
}
