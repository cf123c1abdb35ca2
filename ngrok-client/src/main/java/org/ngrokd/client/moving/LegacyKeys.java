package org.ngrokd.client.moving;

import java.util.Map;
import org.ngrokd.kit.moving.LegacyNames;

/** The newest names of the keys of {@code frpc.ini}. */
final class LegacyKeys {
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("server_addr", "serverAddr"),
          Map.entry("server_port", "serverPort"),
          Map.entry("nat_hole_stun_server", "natHoleStunServer"),
          Map.entry("login_fail_exit", "loginFailExit"),
          Map.entry("dns_server", "dnsServer"),
          Map.entry("http_proxy", "transport.proxyURL"),
          Map.entry("protocol", "transport.protocol"),
          Map.entry("admin_addr", "webServer.addr"),
          Map.entry("admin_port", "webServer.port"),
          Map.entry("admin_user", "webServer.user"),
          Map.entry("admin_pwd", "webServer.password"),
          Map.entry("tls_enable", "transport.tls.enable"),
          Map.entry("tls_server_name", "transport.tls.serverName"),
          Map.entry("disable_custom_tls_first_byte", "transport.tls.disableCustomTLSFirstByte"),
          Map.entry("connect_server_local_ip", "transport.connectServerLocalIP"),
          Map.entry("connect_server_interface", "transport.connectServerInterface"),
          Map.entry("dial_server_timeout", "transport.dialServerTimeout"),
          Map.entry("dial_server_keepalive", "transport.dialServerKeepalive"),
          Map.entry("pool_count", "transport.poolCount"),
          Map.entry("heartbeat_interval", "transport.heartbeatInterval"));

  private static final Map<String, String> PROXY =
      Map.ofEntries(
          Map.entry("local_ip", "localIP"),
          Map.entry("local_port", "localPort"),
          Map.entry("remote_port", "remotePort"),
          Map.entry("custom_domains", "customDomains"),
          Map.entry("http_user", "httpUser"),
          Map.entry("http_pwd", "httpPassword"),
          Map.entry("host_header_rewrite", "hostHeaderRewrite"),
          Map.entry("route_by_http_user", "routeByHTTPUser"),
          Map.entry("use_encryption", "transport.useEncryption"),
          Map.entry("use_compression", "transport.useCompression"),
          Map.entry("bandwidth_limit", "transport.bandwidthLimit"),
          Map.entry("bandwidth_limit_mode", "transport.bandwidthLimitMode"),
          Map.entry("proxy_protocol_version", "transport.proxyProtocolVersion"),
          Map.entry("group", "loadBalancer.group"),
          Map.entry("group_key", "loadBalancer.groupKey"),
          Map.entry("sk", "secretKey"),
          Map.entry("allow_users", "allowUsers"),
          Map.entry("plugin", "plugin.type"),
          Map.entry("plugin_unix_path", "plugin.unixPath"),
          Map.entry("plugin_local_addr", "plugin.localAddr"),
          Map.entry("plugin_crt_path", "plugin.crtPath"),
          Map.entry("plugin_key_path", "plugin.keyPath"),
          Map.entry("plugin_host_header_rewrite", "plugin.hostHeaderRewrite"));

  private LegacyKeys() {}

  static String ofCommon(String key) {
    if (key.startsWith("meta_")) {
      return "metadatas." + key;
    }
    return LegacyNames.of(key, COMMON);
  }

  static String ofProxy(String key) {
    for (Map.Entry<String, String> prefix :
        Map.of(
                "header_", "requestHeaders.set.",
                "plugin_header_", "plugin.requestHeaders.set.")
            .entrySet()) {
      if (key.startsWith(prefix.getKey())) {
        return prefix.getValue() + key.substring(prefix.getKey().length());
      }
    }
    if (key.startsWith("meta_")) {
      return "metadatas." + key;
    }
    return key.startsWith("health_check_") ? "healthCheck." + key : PROXY.getOrDefault(key, key);
  }
}
