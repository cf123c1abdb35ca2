package org.ngrokd.client.moving;

import java.util.HashMap;
import java.util.Map;

/** What to use instead of frp's keys that have no counterpart. */
final class Instead {
  private static final String BY_ITSELF = "not needed: the client sees to it by itself";
  private static final String NO_UDP = "there is no UDP here";
  private static final String NO_READER = "nothing reads it here";
  private static final String ENCRYPTED = "not needed: the way to the server is always TLS";
  private static final String BY_SERVER =
      "not needed: https ends at the server, which gets the certificate (ngrokd -acme, or -tlsCrt and"
          + " -tlsKey)";

  private static final Map<String, String> TYPES =
      Map.of(
          "udp", NO_UDP + "; a VPN as WireGuard carries it, or the service by TCP",
          "sudp", NO_UDP + "; a VPN as WireGuard carries it",
          "stcp",
              "a tcp tunnel with allow_cidrs, or by ssh a private one (ngrokd -sshAddr, word"
                  + " 'private')",
          "xtcp",
              "everything passes the server: a tcp tunnel with allow_cidrs, or by ssh a private one",
          "tcpmux",
              "a tls tunnel shares the https port by its name; for what speaks no TLS a tcp tunnel"
                  + " with a port of its own");

  private static final Map<String, String> PLUGINS =
      Map.of(
          "http_proxy", "run a proxy (tinyproxy, squid) and make a tcp tunnel to it",
          "socks5", "run a SOCKS server (ssh -D, dante) and make a tcp tunnel to it",
          "static_file",
              "run a web server for the files (python3 -m http.server) and make a tunnel",
          "tls2raw", "let the service, or stunnel before it, end TLS and make a tls tunnel to it",
          "virtual_net", "there are no networks here: a VPN as WireGuard");

  private static final Map<String, String> IN_PROXY =
      Map.ofEntries(
          Map.entry("transport.useEncryption", ENCRYPTED),
          Map.entry("transport.useCompression", "let the local service compress"),
          Map.entry(
              "transport.bandwidthLimit", "the account's: bandwidth in the server's users.yml"),
          Map.entry("transport.bandwidthLimitMode", "the server limits, per account"),
          Map.entry("loadBalancer", "put a balancer (nginx, HAProxy) between tunnel and services"),
          Map.entry(
              "healthCheck",
              "not needed: the client looks whether the service listens, and visitors get a page"),
          Map.entry("metadatas", NO_READER),
          Map.entry("annotations", NO_READER),
          Map.entry("routeByHTTPUser", "a tunnel with a name of its own for each user"),
          Map.entry("allowUsers", "whoever may reach the tunnel: allow_cidrs, auth"),
          Map.entry("plugin.crtPath", BY_SERVER),
          Map.entry("plugin.keyPath", BY_SERVER),
          Map.entry("plugin.enableHTTP2", "a tls tunnel, where the service's own TLS has HTTP/2"));

  private static final String OF_SERVICE = "bytes pass unread: only the local service can do that";

  static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("user", "not needed: each client's tunnels have names of their own"),
          Map.entry("natHoleStunServer", "everything passes the server"),
          Map.entry("loginFailExit", "-retry=false on the command line"),
          Map.entry("log", "on the command line: -log FILE, -log-level; rotate it by logrotate"),
          Map.entry("auth.method", "the server's: a token, or 'ngrok login SERVER' by signing in"),
          Map.entry("auth.oidc", "'ngrok login SERVER' gets a token by signing in"),
          Map.entry("auth.additionalScopes", "not needed: every message is within TLS"),
          Map.entry("auth.tokenSource", "write the token itself, as auth_token"),
          Map.entry("webServer", "the inspector has inspect_addr and inspect_auth"),
          Map.entry("transport.protocol", "TLS over TCP only; through an HTTP proxy: http_proxy"),
          Map.entry("transport.proxyURL", "http_proxy takes http:// only"),
          Map.entry("transport.quic", "TLS over TCP only"),
          Map.entry("transport.tls.enable", ENCRYPTED),
          Map.entry("transport.tls.disableCustomTLSFirstByte", ENCRYPTED),
          Map.entry("transport.tls.certFile", "clients have tokens: auth_token"),
          Map.entry("transport.tls.keyFile", "clients have tokens: auth_token"),
          Map.entry(
              "transport.tls.serverName", "server_addr has to be a name of the certificate itself"),
          Map.entry("transport.connectServerLocalIP", "the system's routes say which way"),
          Map.entry("transport.connectServerInterface", "the system's routes say which way"),
          Map.entry("transport", BY_ITSELF),
          Map.entry("dnsServer", "the system's is asked"),
          Map.entry("start", "'ngrok start NAME…' opens some of the tunnels"),
          Map.entry("udpPacketSize", NO_UDP),
          Map.entry("featureGates", "there is nothing to unlock"),
          Map.entry("virtualNet", "there are no networks here: a VPN as WireGuard"),
          Map.entry("metadatas", NO_READER),
          Map.entry("includes", "import those files, each by itself"),
          Map.entry(
              "visitors", "visitors need no client: they come to the tunnel's public address"));

  private Instead() {}

  static String ofType(String type) {
    return TYPES.getOrDefault(type, "no type that is known here");
  }

  static String ofPlugin(String plugin) {
    return PLUGINS.getOrDefault(plugin, "no plugin that has a counterpart with this type");
  }

  static Map<String, String> inProxy(boolean isHttp) {
    Map<String, String> words = new HashMap<>(IN_PROXY);
    if (!isHttp) {
      for (String key :
          new String[] {
            "httpUser",
            "httpPassword",
            "hostHeaderRewrite",
            "requestHeaders",
            "responseHeaders",
            "plugin.hostHeaderRewrite",
            "plugin.requestHeaders"
          }) {
        words.put(key, OF_SERVICE);
      }
    }
    return words;
  }
}
