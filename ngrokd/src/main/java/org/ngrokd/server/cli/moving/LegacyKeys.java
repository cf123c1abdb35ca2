package org.ngrokd.server.cli.moving;

import java.util.Map;

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
          Map.entry("assets_dir", "webServer.assetsDir"),
          Map.entry("pprof_enable", "webServer.pprofEnable"),
          Map.entry("enable_prometheus", "enablePrometheus"),
          Map.entry("log_file", "log.to"),
          Map.entry("log_level", "log.level"),
          Map.entry("log_max_days", "log.maxDays"),
          Map.entry("disable_log_color", "log.disablePrintColor"),
          Map.entry("detailed_errors_to_client", "detailedErrorsToClient"),
          Map.entry("authentication_method", "auth.method"),
          Map.entry("authenticate_heartbeats", "auth.additionalScopes"),
          Map.entry("authenticate_new_work_conns", "auth.additionalScopes"),
          Map.entry("token", "auth.token"),
          Map.entry("heartbeat_timeout", "transport.heartbeatTimeout"),
          Map.entry("user_conn_timeout", "userConnTimeout"),
          Map.entry("allow_ports", "allowPorts"),
          Map.entry("max_pool_count", "transport.maxPoolCount"),
          Map.entry("max_ports_per_client", "maxPortsPerClient"),
          Map.entry("tls_only", "transport.tls.force"),
          Map.entry("tls_cert_file", "transport.tls.certFile"),
          Map.entry("tls_key_file", "transport.tls.keyFile"),
          Map.entry("tls_trusted_ca_file", "transport.tls.trustedCaFile"),
          Map.entry("subdomain_host", "subDomainHost"),
          Map.entry("tcp_mux", "transport.tcpMux"),
          Map.entry("tcp_mux_keepalive_interval", "transport.tcpMuxKeepaliveInterval"),
          Map.entry("tcp_keepalive", "transport.tcpKeepalive"),
          Map.entry("custom_404_page", "custom404Page"),
          Map.entry("udp_packet_size", "udpPacketSize"),
          Map.entry("nat_hole_analysis_data_reserve_hours", "natholeAnalysisDataReserveHours"));

  private LegacyKeys() {}

  static String of(String key) {
    if (key.startsWith("oidc_")) {
      return "auth.oidc." + key;
    }
    if (key.startsWith("dashboard_tls_")) {
      return "webServer.tls." + key;
    }
    return key.startsWith("quic_") && !key.equals("quic_bind_port")
        ? "transport.quic." + key
        : NEWEST.getOrDefault(key, key);
  }
}
