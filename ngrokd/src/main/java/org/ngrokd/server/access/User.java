package org.ngrokd.server.access;

import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * One entry of the file.
 *
 * @param names which names it may have, and has reserved
 * @param protocols which protocols; empty: all
 * @param quota how much
 */
record User(
    String name,
    TokenHash token,
    Names names,
    Optional<List<TunnelProtocol>> protocols,
    Quota quota) {
  /**
   * What it may call its own.
   *
   * @param tcpPorts empty: any that nobody has reserved
   */
  record Names(NamePatterns subdomains, NamePatterns hostnames, Optional<PortRanges> tcpPorts) {
    /**
     * Whether it may have this name. Below the server's domain the subdomains decide, unless a host
     * name says more than {@code *}; and so for the domain itself.
     */
    boolean allow(AskedName name) {
      if (hostnames.claims(name.host())) {
        return true;
      }
      return name.subdomain()
          .map(subdomains::matches)
          .orElseGet(() -> !name.isOwn() && hostnames.matches(name.host()));
    }

    /** Whether the file gives it this very name. */
    boolean claim(AskedName name) {
      return hostnames.claims(name.host())
          || name.subdomain().filter(subdomains::claims).isPresent();
    }

    /** Whether the file gives it this very port. */
    boolean claim(int port) {
      return tcpPorts.filter(ports -> ports.contains(port)).isPresent();
    }
  }

  /**
   * How much it may use; 0 for any amount.
   *
   * @param up bytes per second from the local services to visitors
   * @param down bytes per second from visitors to the local services
   */
  record Quota(int maxTunnels, int connectionsPerSecond, long up, long down) {}
}
