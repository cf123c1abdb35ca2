package org.ngrokd.server.tunnel;

import java.util.Locale;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * The public URL of a tunnel: "http://nas.example.com:8080".
 *
 * @param protocol its scheme
 * @param authority host, and ":port" where the URL has one; lower case
 */
public record PublicUrl(TunnelProtocol protocol, String authority) {
  /** The URL as the client is told. */
  @Override
  public String toString() {
    return protocol + "://" + authority;
  }

  /** The host without its port. */
  public String host() {
    return withoutPort(authority);
  }

  /**
   * What the registry finds the tunnel by: for http, https and tls the host whatever the port (a
   * port mapping or a proxy in front changes it), for tcp the port counts.
   */
  public String key() {
    return protocol.isNamedByPort() ? toString() : key(protocol, authority);
  }

  /** A host without its port and final dot, in lower case. */
  static String bareHost(String authority) {
    String host = withoutPort(authority.trim().toLowerCase(Locale.ROOT));
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /**
   * The key for a Host header: any case, with or without a port, with or without a final dot. It is
   * one for https and tls: the https listener has to know by the name alone what to do.
   */
  public static String key(TunnelProtocol protocol, String hostHeader) {
    return protocol.listener() + "://" + bareHost(hostHeader);
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.indexOf(']', colon) >= 0
        ? authority
        : authority.substring(0, colon);
  }
}
