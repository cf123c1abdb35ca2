package org.ngrokd.client.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.Suggestion;

/**
 * What is done about keys that nobody knows. 1.7 ignored them, and many of its files have some: in
 * a file with nothing of ours they are ignored, too, and told. In a file that uses our keys they
 * are errors: there a misspelt {@code deny_cidrs} would let strangers in.
 */
final class KnownKeys {
  private static final List<String> FILE_OF_OLD =
      List.of(
          "server_addr",
          "auth_token",
          "tunnels",
          "trust_host_root_certs",
          "inspect_addr",
          "http_proxy");

  private static final List<String> FILE_OF_OURS =
      Stream.of(List.of("root_cas", "server_fingerprint"), ProgramKeys.ALL, InspectKeys.ALL)
          .flatMap(List::stream)
          .filter(key -> !FILE_OF_OLD.contains(key))
          .toList();

  /** In the order in which they are told. */
  static final List<String> FILE =
      List.of(
              List.of("server_addr", "auth_token", "tunnels", "trust_host_root_certs"),
              List.of("root_cas", "server_fingerprint", "http_proxy"),
              ProgramKeys.ALL,
              InspectKeys.ALL)
          .stream()
          .flatMap(List::stream)
          .toList();

  private static final List<String> TUNNEL_OF_OLD =
      List.of("proto", "subdomain", "hostname", "auth", "remote_port");

  private static final List<String> TUNNEL_OF_OURS =
      List.of(
          "host_header",
          "forwarded_headers",
          "rewrite_destination",
          "request_headers",
          "response_headers",
          "allow_cidrs",
          "deny_cidrs",
          "max_connections",
          "redirect_to_https",
          "error_page",
          "paths",
          "proxy_protocol",
          "verify_upstream",
          "inspect",
          "basic_auth",
          "compression",
          "circuit_breaker",
          "user_agents",
          "upstream_protocol",
          "websocket_tcp_converter",
          "reuse_connections",
          "health_check",
          "pooling_enabled",
          "crt",
          "key",
          "mutual_tls_cas",
          "metadata",
          "description");

  static final List<String> TUNNEL =
      Stream.concat(TUNNEL_OF_OLD.stream(), TUNNEL_OF_OURS.stream()).toList();

  /** What router firmwares write, and what it most likely means. */
  private static final Map<String, String> MEANT =
      Map.of(
          "httpauth", "auth",
          "http_auth", "auth",
          "password", "auth",
          "passwd", "auth",
          "port", "remote_port",
          "remoteport", "remote_port",
          "authtoken", "auth_token",
          "token", "auth_token",
          "server", "server_addr");

  private final boolean areIgnored;
  private final List<String> warnings = new ArrayList<>();

  private KnownKeys(boolean areIgnored) {
    this.areIgnored = areIgnored;
  }

  /** The rules for this file. */
  static KnownKeys of(ConfigSection root) {
    boolean isOurs =
        root.keys().stream().anyMatch(key -> isOurs(key, FILE, FILE_OF_OURS))
            || root.groups("tunnels").stream().anyMatch(KnownKeys::isTunnelOfOurs);
    return new KnownKeys(!isOurs);
  }

  private static boolean isTunnelOfOurs(ConfigSection tunnel) {
    return tunnel.keys().stream().anyMatch(key -> isOurs(key, TUNNEL, TUNNEL_OF_OURS));
  }

  /** One of ours, or one that somebody misspelt. */
  private static boolean isOurs(String key, List<String> known, List<String> ours) {
    return known.contains(key) ? ours.contains(key) : Suggestion.isNear(key, ours);
  }

  /** Looks at the keys of the file. */
  void checkFile(ConfigSection root) {
    if (!areIgnored) {
      root.allow(FILE);
      return;
    }
    for (String key : root.unknown(FILE)) {
      String lower = key.toLowerCase(Locale.ROOT);
      boolean isTunnel = root.isGroup(key) && root.section(key).has("proto");
      warn(
          root,
          key,
          isTunnel
              ? "A tunnel belongs below 'tunnels'"
              : TUNNEL.contains(lower)
                  ? "'" + lower + "' belongs below 'tunnels' and the tunnel's name"
                  : meant(key, FILE));
    }
  }

  /** Looks at the keys of a tunnel. */
  void checkTunnel(ConfigSection tunnel) {
    if (!areIgnored) {
      tunnel.allow(TUNNEL);
      return;
    }
    for (String key : tunnel.unknown(TUNNEL)) {
      warn(tunnel, key, meant(key, TUNNEL));
    }
  }

  private void warn(ConfigSection section, String key, String hint) {
    warnings.add(section.at(key) + "the unknown key '" + key + "' is ignored. " + hint);
  }

  private static String meant(String key, List<String> known) {
    String lower = key.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(MEANT.get(lower))
        .filter(known::contains)
        .map(word -> "Did you mean '" + word + "'?" + warning(word))
        .orElseGet(() -> Suggestion.text(lower, known));
  }

  /** Who wrote it believes himself behind a password. */
  private static String warning(String meant) {
    return meant.equals("auth")
        ? " Until it is there ('auth: \"user:password\"') visitors need no password"
        : "";
  }

  /** What was ignored, a line each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
