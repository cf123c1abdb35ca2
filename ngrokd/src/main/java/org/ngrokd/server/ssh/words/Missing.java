package org.ngrokd.server.ssh.words;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options that other services have and this server has not. Each is refused by its name: who typed
 * it counts on it, most of all where it protects.
 */
final class Missing {
  private static final String PROTECT =
      "what protects here: basic-auth, allow-cidrs, deny-cidrs, private";
  private static final String HEADERS = "headers are changed by the ngrok client, not by ssh";
  private static final String OF_ITSELF = "leave it away, tunnels do without";
  private static final String OTHER_KIND = "there are http, https, tcp and tls";

  private static final Map<String, String> ADVICE = advice();

  /** Families of options, by the begin of their names. */
  private static final List<String> PROTECTING =
      List.of("oauth", "oidc", "saml", "verifywebhook", "mutualtls", "trafficpolicy", "useragent");

  private Missing() {}

  private static Map<String, String> advice() {
    Map<String, String> advice = new HashMap<>();
    put(advice, PROTECT, "policy-file", "ip-policy", "circuit-breaker", "sk", "secret-key");
    put(advice, PROTECT, "ua-filter-allow", "ua-filter-deny");
    put(advice, HEADERS, "request-header-add", "request-header-remove", "locations");
    put(advice, HEADERS, "response-header-add", "response-header-remove", "strip-path");
    put(advice, OF_ITSELF, "compression", "uc", "use-compression", "ue", "use-encryption");
    put(advice, OF_ITSELF, "websocket-tcp-converter", "app-protocol", "upstream-protocol");
    put(advice, OF_ITSELF, "region", "metadata", "label", "description", "binding", "inspect");
    put(advice, OF_ITSELF, "id", "note", "note64", "auto-close", "bandwidth-limit", "user");
    put(advice, OF_ITSELF, "inject-http-proxy-headers", "no-inject-http-proxy-headers");
    put(advice, "without a terminal the lines are plain, leave it away", "output");
    put(advice, OTHER_KIND, "udp", "tlstcp", "tcpmux", "stcp", "xtcp", "mux", "labeled", "scheme");
    put(advice, "use basic-auth=USER:PASSWORD", "http-user", "http-pwd");
    put(advice, "the token is the password, or stands before the @", "token", "authtoken", "t");
    put(advice, "say remote-port", "tcp-address");
    put(advice, "say private, and reach it by ssh -J or -L", "local-forward");
    return Map.copyOf(advice);
  }

  private static void put(Map<String, String> map, String advice, String... names) {
    for (String name : names) {
      map.put(Word.plain(name), advice);
    }
  }

  /** What to do instead; empty when no service has an option of this name. */
  static Optional<String> advice(String name) {
    String plain = Word.plain(name);
    return PROTECTING.stream().anyMatch(plain::startsWith)
        ? Optional.of(PROTECT)
        : Optional.ofNullable(ADVICE.get(plain));
  }
}
