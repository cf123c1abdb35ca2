package org.ngrokd.server.cli.moving;

import java.util.Map;
import org.ngrokd.kit.moving.LegacyNames;

/** The newest names of the keys of {@code frps.ini}. */
final class LegacyKeys {
  private static final Map<String, String> NEWEST =
      Map.ofEntries(
          Map.entry("bind_addr", "bindAddr"),
          Map.entry("bind_port", "bindPort"),
          Map.entry("bind_udp_port", "kcpBindPort"),
          Map.entry("kcp_bind_port", "kcpBindPort"),
          Map.entry("quic_bind_port", "quicBindPort"),
          Map.entry("proxy_bind_addr", "proxyBindAddr"),
          Map.entry("vhost_http_port", "vhostHTTPPort"),
          Map.entry("vhost_https_port", "vhostHTTPSPort"),
          Map.entry("vhost_http_timeout", "vhostHTTPTimeout"),
          Map.entry("tcpmux_httpconnect_port", "tcpmuxHTTPConnectPort"),
          Map.entry("tcpmux_passthrough", "tcpmuxPassthrough"),
          Map.entry("dashboard_addr", "webServer.addr"),
          Map.entry("dashboard_port", "webServer.port"),
          Map.entry("dashboard_user", "webServer.user"),
          Map.entry("dashboard_pwd", "webServer.password"),
          Map.entry("enable_prometheus", "enablePrometheus"),
          Map.entry("detailed_errors_to_client", "detailedErrorsToClient"),
          Map.entry("user_conn_timeout", "userConnTimeout"),
          Map.entry("allow_ports", "allowPorts"),
          Map.entry("max_pool_count", "transport.maxPoolCount"),
          Map.entry("max_ports_per_client", "maxPortsPerClient"),
          Map.entry("tls_only", "transport.tls.force"),
          Map.entry("subdomain_host", "subDomainHost"),
          Map.entry("tcp_keepalive", "transport.tcpKeepalive"),
          Map.entry("custom_404_page", "custom404Page"),
          Map.entry("nat_hole_analysis_data_reserve_hours", "natholeAnalysisDataReserveHours"));

  private LegacyKeys() {}

  static String of(String key) {
    return key.startsWith("dashboard_tls_") ? "webServer.tls." + key : LegacyNames.of(key, NEWEST);
  }
}
