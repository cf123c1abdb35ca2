package org.ngrokd.server.teams.accounts;

import java.util.function.Supplier;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;

/**
 * What holds of names on this server, whoever asks.
 *
 * @param domain the host of public URLs
 * @param ports the public ports that tcp tunnels may have, now; empty: all but the privileged ones
 * @param others names that are kept for somebody elsewhere: in the file of users
 */
public record NameRules(String domain, Supplier<PortRanges> ports, Reservations others) {
  /** With ports that do not change. */
  public NameRules(String domain, PortRanges tcpPorts, Reservations others) {
    this(domain, () -> tcpPorts, others);
  }

  PortRanges tcpPorts() {
    return ports.get();
  }
}
