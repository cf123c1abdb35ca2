package org.ngrokd.client;

import java.util.List;
import org.ngrokd.client.session.Route;

/**
 * A tunnel that is open.
 *
 * @param name as it was asked for
 * @param protocol "http", "https", "tcp" or "tls"
 * @param url its public URL
 * @param localAddress where its connections go, "host:port", "https://host:port", "unix:/path" or
 *     "program:NAME"
 * @param metadata as it was asked for, "" for none
 */
public record OpenTunnel(
    String name, String protocol, String url, String localAddress, String metadata) {
  /** Without metadata. */
  public OpenTunnel(String name, String protocol, String url, String localAddress) {
    this(name, protocol, url, localAddress, "");
  }

  /** What the client has open. */
  static List<OpenTunnel> of(List<Route> routes) {
    return routes.stream()
        .map(
            route ->
                new OpenTunnel(
                    route.tunnel(),
                    route.protocol(),
                    route.url(),
                    route.local().toString(),
                    route.config().options().agent().metadata()))
        .toList();
  }

  /** Of http and https the safe one. */
  static OpenTunnel first(List<OpenTunnel> tunnels) {
    return tunnels.stream()
        .filter(each -> each.protocol().equals("https"))
        .findFirst()
        .orElseGet(() -> tunnels.get(0));
  }
}
