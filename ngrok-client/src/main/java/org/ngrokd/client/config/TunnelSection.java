package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.TunnelConfig.Options;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.HostAndPort;

/** The keys of one tunnel in a config file. Protocol: §8. */
final class TunnelSection {
  /** Of the keys, only a tunnel that speaks HTTP can have use. */
  private static final List<String> HTTP_KEYS =
      List.of(
          "host_header",
          "forwarded_headers",
          "rewrite_destination",
          "request_headers",
          "response_headers",
          "redirect_to_https",
          "error_page",
          "paths",
          "basic_auth",
          "compression",
          "circuit_breaker",
          "user_agents",
          "upstream_protocol",
          "websocket_tcp_converter",
          "reuse_connections");

  private final Path file;
  private final String name;
  private final ConfigSection keys;

  /**
   * @param file the config file; relative paths count from its directory
   * @param name of the tunnel
   */
  TunnelSection(Path file, String name, ConfigSection keys) {
    this.file = file;
    this.name = name;
    this.keys = keys;
  }

  /**
   * Reads them.
   *
   * @param root where an error is noted that belongs to no key of the tunnel
   */
  TunnelConfig read(ConfigSection root) {
    boolean endsTls = keys.has("crt") || keys.has("key");
    Map<String, LocalAddress> services = services(keys.section("proto"), endsTls);
    if (!keys.has("proto") || keys.section("proto").keys().isEmpty()) {
      root.error("tunnels", "Tunnel " + name + " does not specify any protocols to tunnel.");
    } else {
      checkHttpKeys(keys.section("proto"));
    }
    String subdomain = keys.text("subdomain");
    String hostname = keys.text("hostname");
    boolean named = !subdomain.isEmpty() || !hostname.isEmpty();
    boolean nameIsHost = !named && name.contains(".");
    return new TunnelConfig(
        name,
        services,
        named || nameIsHost ? subdomain : name,
        nameIsHost ? name : hostname,
        options());
  }

  /** What the server is asked for where TLS ends here is tls, whatever is in it. */
  private Map<String, LocalAddress> services(ConfigSection proto, boolean endsTls) {
    proto.allow(TunnelProtocol.names());
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : proto.keys()) {
      if (proto.text(protocol).isEmpty()) {
        proto.error(protocol, "tunnel " + name + " gives no local address for " + protocol);
      }
      proto
          .parsed(protocol, value -> service(protocol, value, endsTls))
          .ifPresent(
              address ->
                  services.put(endsTls && protocol.equals("https") ? "tls" : protocol, address));
    }
    if (endsTls && services.keySet().stream().noneMatch("tls"::equals)) {
      keys.error(keys.has("crt") ? "crt" : "key", "crt and key are for https and tls");
    }
    if (endsTls && services.size() > 1 && keys.has("mutual_tls_cas")) {
      keys.error(
          "mutual_tls_cas",
          "mutual_tls_cas goes with https or tls alone: visitors by another protocol would show no"
              + " certificate");
    }
    return services;
  }

  private LocalAddress service(String protocol, String value, boolean endsTls) {
    try {
      return endsTls ? LocalAddress.parse(value) : Protocols.service(protocol, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid address for tunnel "
              + name
              + "["
              + protocol
              + "] '"
              + value
              + "': "
              + e.getMessage(),
          e);
    }
  }

  private void checkHttpKeys(ConfigSection proto) {
    if (proto.keys().stream().noneMatch(Protocols::isHttp)) {
      HTTP_KEYS.stream()
          .filter(keys::has)
          .forEach(key -> keys.error(key, key + " works for http and https only"));
    }
  }

  private Options options() {
    AgentSection agent = new AgentSection(directory(), keys);
    String auth = keys.text("auth");
    boolean isHttp = keys.section("proto").keys().stream().anyMatch(Protocols::isHttp);
    return new Options(
            auth.isEmpty() ? agent.firstPassword() : auth,
            keys.parsed("remote_port", TunnelSection::port).orElse(0),
            visitors(),
            upstream().withOptions(agent.upstream()),
            http().withTraffic(agent.traffic()))
        .withAgent(agent.options(isHttp, !auth.isEmpty()));
  }

  private VisitorRules visitors() {
    return new VisitorRules(
        keys.parsedList("allow_cidrs", TunnelSection::network),
        keys.parsedList("deny_cidrs", TunnelSection::network),
        keys.parsed("max_connections", TunnelSection::count).orElse(0),
        keys.bool("redirect_to_https").orElse(false));
  }

  private Upstream upstream() {
    return new Upstream(
        keys.parsed("proxy_protocol", ProxyProtocol::parse).orElse(ProxyProtocol.NONE),
        keys.parsed("verify_upstream", value -> VerifyUpstream.parse(value, directory()))
            .orElse(Upstream.PLAIN.verify()),
        new PathSection(keys.section("paths")).read());
  }

  private HttpRules http() {
    Optional<Path> page = keys.parsed("error_page", value -> directory().resolve(value));
    return new HttpRules(
        keys.parsed("host_header", HostHeader::new).orElse(HostHeader.PRESERVE),
        headers("request_headers"),
        headers("response_headers"),
        new HttpRules.Errors(page, false),
        keys.bool("inspect").orElse(true),
        new ServerEdits(
            keys.bool("forwarded_headers").orElse(true),
            keys.bool("rewrite_destination").orElse(true)));
  }

  private HeaderRules headers(String key) {
    ConfigSection rules = keys.section(key);
    rules.allow(List.of("add", "remove"));
    ConfigSection added = rules.section("add");
    HeaderRules headers = HeaderRules.NONE;
    for (String header : added.keys()) {
      String value = added.text(header);
      if (added.isRight(header, () -> HeaderRules.checked(header, value))) {
        headers = headers.adding(header, value);
      }
    }
    for (String removed : rules.parsedList("remove", HeaderRules::checkedName)) {
      headers = headers.removing(removed);
    }
    return headers;
  }

  private Path directory() {
    return file.toAbsolutePath().resolveSibling("");
  }

  private static String network(String text) {
    var unused = CidrList.parse(List.of(text));
    return text;
  }

  private static int count(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "max_connections is '" + text + "'; expected a number, 0 for no limit");
    }
    return Integer.parseInt(text);
  }

  private static int port(String value) {
    try {
      return new HostAndPort("", Integer.parseInt(value)).port();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "remote_port is '" + value + "'; expected a port, 0 to 65535", e);
    }
  }
}
