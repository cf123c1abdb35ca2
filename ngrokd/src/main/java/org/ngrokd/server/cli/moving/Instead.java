package org.ngrokd.server.cli.moving;

import java.util.Map;

/** What to use instead of frp's keys that have no counterpart. */
final class Instead {
  private static final String TCP_ONLY = "TLS over TCP only";
  private static final String NO_UDP = "there is no UDP here";
  private static final String BY_ITSELF = "not needed: the server sees to it by itself";
  private static final String PAGES =
      "'ngrokd status' and 'ngrokd top' show what runs; a dashboard needs accounts in a database"
          + " (docs/teams.md)";

  static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("kcpBindPort", TCP_ONLY),
          Map.entry("quicBindPort", TCP_ONLY),
          Map.entry("transport.quic", TCP_ONLY),
          Map.entry("transport.tls.force", "not needed: the way from clients is always TLS"),
          Map.entry("transport.tls.trustedCaFile", "clients have tokens: ngrokd token new NAME"),
          Map.entry("transport", BY_ITSELF),
          Map.entry("vhostHTTPTimeout", "not needed: a service may take its time to answer"),
          Map.entry(
              "tcpmuxHTTPConnectPort",
              "tls tunnels share the https port by their names; others have ports of their own"),
          Map.entry("tcpmuxPassthrough", "tls tunnels pass bytes on as they are"),
          Map.entry("webServer", PAGES),
          Map.entry("log.maxDays", "logrotate, or journald"),
          Map.entry("log.disablePrintColor", "not needed: there are no colours"),
          Map.entry("detailedErrorsToClient", "not needed: clients are told what is wrong"),
          Map.entry("auth.method", "tokens, or accounts that sign in (docs/teams.md)"),
          Map.entry("auth.oidc", "people sign in by OpenID Connect: docs/teams.md"),
          Map.entry("auth.additionalScopes", "not needed: every message is within TLS"),
          Map.entry("auth.tokenSource", "a token for each client: ngrokd token new NAME"),
          Map.entry("userConnTimeout", "not needed: a visitor waits 30 s at most for a client"),
          Map.entry("maxPortsPerClient", "max_tunnels in users.yml, or maxTunnelsPerClient"),
          Map.entry("allowedClientIPs", "the firewall, for the port of tunnelAddr"),
          Map.entry("custom404Page", "a name without a tunnel has our page; a tunnel error_page"),
          Map.entry("udpPacketSize", NO_UDP),
          Map.entry("natholeAnalysisDataReserveHours", "everything passes the server"),
          Map.entry("sshTunnelGateway", "ngrokd makes its host keys; ssh_keys in users.yml"),
          Map.entry(
              "plugin", "notify: tells when tunnels come and go; users.yml says who may what"),
          Map.entry(
              "httpPlugins",
              "notify: tells when tunnels come and go; users.yml says who may what"));

  private Instead() {}
}
