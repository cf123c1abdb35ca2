package org.ngrokd.client.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.config.ConfigSection;

/** The keys of one tunnel that today's agents have and 1.7 has not. */
final class AgentSection {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private final Path directory;
  private final ConfigSection keys;

  /**
   * @param directory relative paths count from it
   */
  AgentSection(Path directory, ConfigSection keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /**
   * What concerns the tunnel as a whole.
   *
   * @param isHttp whether its visitors speak HTTP
   * @param hasAuth whether {@code auth} has the first password
   */
  AgentOptions options(boolean isHttp, boolean hasAuth) {
    List<String> passwords = passwords();
    return new AgentOptions(
        keys.bool("pooling_enabled").orElse(false),
        termination(isHttp),
        hasAuth || passwords.isEmpty() ? passwords : passwords.subList(1, passwords.size()),
        keys.text("metadata"),
        keys.text("description"));
  }

  /** The first of {@code basic_auth}, or "". */
  String firstPassword() {
    return passwords().stream().findFirst().orElse("");
  }

  private List<String> passwords() {
    return keys.parsedList(
        "basic_auth",
        text -> {
          if (text.indexOf(':') < 1) {
            throw new IllegalArgumentException("basic_auth holds texts of the form user:password");
          }
          return text;
        });
  }

  private Optional<Termination> termination(boolean isHttp) {
    List<Path> cas = keys.parsedList("mutual_tls_cas", directory::resolve);
    Optional<Path> certificate = keys.parsed("crt", directory::resolve);
    Optional<Path> key = keys.parsed("key", directory::resolve);
    if (certificate.isPresent() != key.isPresent()) {
      keys.error(certificate.isPresent() ? "crt" : "key", "crt and key go together: give both");
    } else if (!cas.isEmpty() && certificate.isEmpty()) {
      keys.error(
          "mutual_tls_cas",
          "mutual_tls_cas needs crt and key: visitors are asked for certificates where their TLS"
              + " ends, in this client");
    }
    return certificate.flatMap(
        each -> key.map(secret -> new Termination(each, secret, cas, isHttp)));
  }

  TrafficRules traffic() {
    ConfigSection agents = keys.section("user_agents");
    agents.allow(List.of("allow", "deny"));
    Optional<Double> share = keys.parsed("circuit_breaker", AgentSection::share);
    return new TrafficRules(
        keys.bool("compression").orElse(false),
        share.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        new UserAgents(
            agents.parsedList("allow", text -> UserAgentText.checked(text)),
            agents.parsedList("deny", text -> UserAgentText.checked(text))));
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text);
      var unused = TrafficRules.NONE.withBreaker(share);
      return share;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "circuit_breaker is '" + text + "'; expected a share, as 0.5", e);
    }
  }

  UpstreamOptions upstream() {
    boolean isHttp2 = keys.parsed("upstream_protocol", AgentSection::isHttp2).orElse(false);
    return new UpstreamOptions(
        isHttp2,
        keys.bool("websocket_tcp_converter").orElse(false),
        keys.bool("reuse_connections").orElse(true),
        health());
  }

  private static boolean isHttp2(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http1" -> false;
      case "http2" -> true;
      default ->
          throw new IllegalArgumentException(
              "upstream_protocol is '" + text + "'; expected http1 or http2");
    };
  }

  /** {@code health_check: {path: /healthz, interval: 10s}}, or the path alone. */
  private Optional<HealthCheck> health() {
    if (!keys.has("health_check")) {
      return Optional.empty();
    }
    if (!keys.isGroup("health_check")) {
      return keys.parsed(
          "health_check", path -> new HealthCheck(path, HealthCheck.INTERVAL, HealthCheck.TIMEOUT));
    }
    ConfigSection check = keys.section("health_check");
    check.allow(List.of("path", "interval", "timeout"));
    Duration interval = check.parsed("interval", AgentSection::time).orElse(HealthCheck.INTERVAL);
    Duration timeout = check.parsed("timeout", AgentSection::time).orElse(HealthCheck.TIMEOUT);
    boolean isRight =
        keys.isRight(
            "health_check",
            () -> {
              var unused = new HealthCheck(check.text("path"), interval, timeout);
            });
    return isRight
        ? Optional.of(new HealthCheck(check.text("path"), interval, timeout))
        : Optional.empty();
  }

  private static Duration time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no time; expected one as 10s or 500ms");
    }
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
