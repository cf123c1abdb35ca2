package org.ngrokd.client.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.CidrList;

/** What a {@link TunnelOrder} asks for besides the name and the service. */
final class OrderedOptions {
  /** Of these, a tunnel that speaks no HTTP would be without what was asked for. */
  private static final List<String> HTTP_ONLY =
      List.of(
          "auth",
          "httpauth",
          "basic_auth",
          "host_header",
          "circuit_breaker",
          "compression",
          "request_header",
          "response_header",
          "user_agent_filter",
          "websocket_tcp_converter",
          "app_protocol");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private final Fields fields;
  private final Set<String> protocols;

  /**
   * @param protocols of the tunnel
   */
  OrderedOptions(Fields fields, Set<String> protocols) {
    this.fields = fields;
    this.protocols = protocols;
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with a line for who asked
   */
  TunnelConfig.Options read(int remotePort) {
    if (protocols.stream().noneMatch(Protocols::isHttp)) {
      HTTP_ONLY.stream()
          .filter(this::isAsked)
          .forEach(
              key -> {
                throw new IllegalArgumentException(key + " works for http tunnels only");
              });
    }
    List<String> passwords = passwords();
    return new TunnelConfig.Options(
            passwords.isEmpty() ? "" : passwords.get(0), remotePort, visitors(), upstream(), http())
        .withAgent(
            AgentOptions.NONE
                .withPool(fields.bool("pooling_enabled", false))
                .withTermination(termination())
                .withOtherPasswords(passwords.stream().skip(1).toList())
                .withMetadata(fields.text("metadata"))
                .withDescription(fields.text("description")));
  }

  private boolean isAsked(String key) {
    return switch (key) {
      case "compression", "websocket_tcp_converter" -> fields.bool(key, false);
      case "basic_auth" -> !fields.texts(key).isEmpty();
      case "request_header", "response_header", "user_agent_filter" -> fields.has(key);
      default -> !fields.text(key).isEmpty();
    };
  }

  private List<String> passwords() {
    Stream<String> single =
        Stream.of(fields.text("auth"), fields.text("httpauth")).filter(each -> !each.isEmpty());
    List<String> all =
        Stream.concat(single, fields.texts("basic_auth").stream()).distinct().toList();
    if (all.stream().anyMatch(each -> each.indexOf(':') < 1)) {
      throw new IllegalArgumentException("a password has to be given as user:password");
    }
    return all;
  }

  private VisitorRules visitors() {
    Fields networks =
        fields.object("ip_restriction", Fields.Known.only("allow_cidrs", "deny_cidrs"));
    List<String> all = new ArrayList<>(networks.texts("allow_cidrs"));
    all.addAll(networks.texts("deny_cidrs"));
    var unused = CidrList.parse(all);
    return new VisitorRules(networks.texts("allow_cidrs"), networks.texts("deny_cidrs"), 0, false);
  }

  private Upstream upstream() {
    return new Upstream(
            fields.parsed("proxy_proto", OrderedOptions::proxyProtocol).orElse(ProxyProtocol.NONE),
            verify())
        .withOptions(
            UpstreamOptions.NONE
                .withHttp2(fields.parsed("app_protocol", OrderedOptions::isHttp2).orElse(false))
                .withWebSockets(fields.bool("websocket_tcp_converter", false))
                .withKeptConnections(fields.bool("reuse_connections", true))
                .withHealth(health()));
  }

  private VerifyUpstream verify() {
    Optional<VerifyUpstream> cas =
        fields
            .parsed("verify_upstream_tls_cas", OrderedOptions::path)
            .map(VerifyUpstream.AgainstCas::new);
    if (!fields.has("verify_upstream_tls")) {
      return cas.orElse(Upstream.PLAIN.verify());
    }
    return fields.bool("verify_upstream_tls", true)
        ? cas.orElseGet(VerifyUpstream.Always::new)
        : new VerifyUpstream.Never();
  }

  private Optional<HealthCheck> health() {
    if (!fields.has("health_check")) {
      return Optional.empty();
    }
    Fields check = fields.object("health_check", Fields.Known.only("path", "interval", "timeout"));
    return Optional.of(
        new HealthCheck(
            check.text("path"),
            check.parsed("interval", OrderedOptions::duration).orElse(HealthCheck.INTERVAL),
            check.parsed("timeout", OrderedOptions::duration).orElse(HealthCheck.TIMEOUT)));
  }

  private HttpRules http() {
    HttpRules rules =
        HttpRules.NONE
            .withInspected(fields.bool("inspect", true))
            .withRequest(headers("request_header"))
            .withResponse(headers("response_header"))
            .withTraffic(traffic());
    return fields.parsed("host_header", HostHeader::new).map(rules::withHostHeader).orElse(rules);
  }

  private TrafficRules traffic() {
    Fields agents = fields.object("user_agent_filter", Fields.Known.only("allow", "deny"));
    return new TrafficRules(
        fields.bool("compression", false),
        fields.fraction("circuit_breaker"),
        new UserAgents(agents.texts("allow"), agents.texts("deny")));
  }

  private HeaderRules headers(String key) {
    Fields rules = fields.object(key, Fields.Known.only("add", "remove"));
    HeaderRules headers = HeaderRules.NONE;
    for (String line : rules.texts("add")) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(
            key + ".add has '" + line + "'; expected a line like X-From: here");
      }
      headers = headers.adding(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    for (String name : rules.texts("remove")) {
      headers = headers.removing(name);
    }
    return headers;
  }

  private Optional<Termination> termination() {
    Optional<Path> certificate = fields.parsed("crt", OrderedOptions::path);
    Optional<Path> key = fields.parsed("key", OrderedOptions::path);
    List<Path> cas = fields.parsed("mutual_tls_cas", OrderedOptions::path).stream().toList();
    return termination(fields.text("terminate_at"), certificate, key, cas);
  }

  private Optional<Termination> termination(
      String at, Optional<Path> certificate, Optional<Path> key, List<Path> cas) {
    boolean isWanted = certificate.isPresent() || key.isPresent();
    if (!List.of("", "edge", "agent", "upstream").contains(at)) {
      throw new IllegalArgumentException("terminate_at may be agent or upstream");
    }
    if (at.equals("edge")) {
      throw new IllegalArgumentException(
          "terminate_at edge is what proto http does; use that, or terminate_at agent or upstream");
    }
    if (at.equals("upstream") && isWanted) {
      throw new IllegalArgumentException(
          "crt and key are of no use with terminate_at upstream: TLS ends at the service");
    }
    if ((isWanted || at.equals("agent") || !cas.isEmpty())
        && (certificate.isEmpty() || key.isEmpty())) {
      throw new IllegalArgumentException(
          "crt and key are both needed where TLS ends in this client"
              + (cas.isEmpty() ? "" : ", as it does for mutual_tls_cas"));
    }
    if (at.equals("upstream") && !protocols.contains(TunnelProtocol.TLS.wireName())) {
      throw new IllegalArgumentException("terminate_at upstream is for proto tls");
    }
    if (isWanted && !protocols.contains(TunnelProtocol.TLS.wireName())) {
      throw new IllegalArgumentException("crt and key work for tls tunnels only");
    }
    return isWanted
        ? Optional.of(new Termination(certificate.get(), key.get(), cas))
        : Optional.empty();
  }

  /** An existing file is found out to be one when it is read. */
  static Path path(String text) {
    if (text.startsWith("-----BEGIN")) {
      throw new IllegalArgumentException("give the path of a PEM file, not what is in it");
    }
    return Path.of(text).toAbsolutePath();
  }

  static ProxyProtocol proxyProtocol(String version) {
    return switch (version) {
      case "1" -> ProxyProtocol.V1;
      case "2" -> ProxyProtocol.V2;
      default ->
          throw new IllegalArgumentException(
              "the PROXY protocol has versions 1 and 2, not '" + version + "'");
    };
  }

  static boolean isHttp2(String protocol) {
    return switch (protocol) {
      case "http1", "http", "https" -> false; // whether by TLS the address says
      case "http2" -> true;
      default ->
          throw new IllegalArgumentException(
              "'" + protocol + "' is not spoken to services; expected http1 or http2");
    };
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no time; expected one like 10s");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
