package org.ngrokd.server.teams.accounts;

import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;

/**
 * What holds of names on this server, whoever asks.
 *
 * @param domain the host of public URLs
 * @param tcpPorts the public ports that tcp tunnels may have; empty: all but the privileged ones
 * @param others names that are kept for somebody elsewhere: in the file of users
 */
public record NameRules(String domain, PortRanges tcpPorts, Reservations others) {}
