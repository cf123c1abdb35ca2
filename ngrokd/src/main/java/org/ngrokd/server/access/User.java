package org.ngrokd.server.access;

import java.util.Set;

/**
 * One entry of the file.
 *
 * @param names which names it may have, and has reserved; empty lists: any that nobody has reserved
 * @param protocols which protocols; empty: all
 * @param quota how much
 */
record User(String name, TokenHash token, Names names, Set<String> protocols, Quota quota) {
  /** What it may call its own. */
  record Names(NamePatterns subdomains, NamePatterns hostnames, PortRanges tcpPorts) {}

  /**
   * How much it may use; 0 for any amount.
   *
   * @param up bytes per second from the local services to visitors
   * @param down bytes per second from visitors to the local services
   */
  record Quota(int maxTunnels, int connectionsPerSecond, long up, long down) {}

  User {
    protocols = Set.copyOf(protocols);
  }
}
