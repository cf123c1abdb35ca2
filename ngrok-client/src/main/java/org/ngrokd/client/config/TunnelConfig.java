package org.ngrokd.client.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.protocol.TunnelSettings.Destination;

/**
 * One tunnel to ask for.
 *
 * @param name what the user calls it
 * @param services local address for the name of each protocol, in the order they are asked for
 * @param subdomain name below the server's domain, or ""
 * @param hostname whole name, or ""; both "" for a random name
 * @param options what else is asked for
 */
public record TunnelConfig(
    String name,
    Map<String, LocalAddress> services,
    String subdomain,
    String hostname,
    Options options) {

  public TunnelConfig {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /**
   * Not of all that is configured, as a record's own, for it is computed often and names differ.
   */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TunnelConfig tunnel
        && name.equals(tunnel.name)
        && services.equals(tunnel.services)
        && subdomain.equals(tunnel.subdomain)
        && hostname.equals(tunnel.hostname)
        && options.equals(tunnel.options);
  }

  /** Whether it has a service for this protocol. */
  public boolean has(TunnelProtocol protocol) {
    return services.containsKey(protocol.wireName());
  }

  /** Whether HTTP is what comes from this protocol's visitors, once out of TLS. */
  public boolean isHttp(String protocol) {
    return Protocols.isHttp(protocol)
        || (Protocols.passesTlsOn(protocol)
            && options.agent().termination().filter(Termination::isHttp).isPresent());
  }

  /** All local services that visitors may get to, each once. */
  public List<LocalAddress> locals() {
    return Stream.concat(services.values().stream(), forwards().map(PathForward::address))
        .distinct()
        .toList();
  }

  private Stream<PathForward> forwards() {
    return options.upstream().paths().all().stream();
  }

  /** What of this is the server's to do. */
  public TunnelSettings settings() {
    return options
        .settings(
            new TunnelSettings.Heads(!options.http().edits().forwardedHeaders(), destination()))
        .with(
            new TunnelSettings.Later(
                options.agent().isPooled(),
                isHttp() ? options.agent().otherPasswords() : List.of()));
  }

  private boolean isHttp() {
    return services.keySet().stream().anyMatch(Protocols::isHttp);
  }

  /** The scheme of all services that speak HTTP, where they have the same. */
  private Destination destination() {
    List<Boolean> secure =
        Stream.concat(
                services.entrySet().stream()
                    .filter(each -> isHttp(each.getKey()))
                    .map(Map.Entry::getValue),
                forwards().map(PathForward::address))
            .map(address -> address instanceof LocalAddress.Tls)
            .distinct()
            .toList();
    if (secure.isEmpty()) {
      return Destination.HTTP;
    }
    boolean isSame = secure.size() == 1 && options.http().edits().rewriteDestination();
    return !isSame ? Destination.AS_SENT : secure.get(0) ? Destination.HTTPS : Destination.HTTP;
  }

  public TunnelConfig withOptions(Options newOptions) {
    return new TunnelConfig(name, services, subdomain, hostname, newOptions);
  }

  /**
   * What is asked for besides the name.
   *
   * @param httpAuth "user:password" that visitors must give, or ""
   * @param remotePort public port of a tcp tunnel, 0 for any
   * @param isHttpsOptional whether http alone will do, where the server has no https
   * @param agent what today's agents ask for
   */
  public record Options(
      String httpAuth,
      int remotePort,
      VisitorRules visitors,
      Upstream upstream,
      HttpRules http,
      boolean isHttpsOptional,
      AgentOptions agent) {
    /** Nothing. */
    public static final Options NONE = new Options("", 0);

    /** What is asked for, is wanted. */
    public Options(
        String httpAuth, int remotePort, VisitorRules visitors, Upstream upstream, HttpRules http) {
      this(httpAuth, remotePort, visitors, upstream, http, false, AgentOptions.NONE);
    }

    /** What 1.7 knows of. */
    public Options(String httpAuth, int remotePort) {
      this(httpAuth, remotePort, VisitorRules.NONE, Upstream.PLAIN, HttpRules.NONE);
    }

    public Options withHttpAuth(String userAndPassword) {
      return new Options(
          userAndPassword, remotePort, visitors, upstream, http, isHttpsOptional, agent);
    }

    public Options withRemotePort(int port) {
      return new Options(httpAuth, port, visitors, upstream, http, isHttpsOptional, agent);
    }

    public Options withVisitors(VisitorRules rules) {
      return new Options(httpAuth, remotePort, rules, upstream, http, isHttpsOptional, agent);
    }

    public Options withUpstream(Upstream newUpstream) {
      return new Options(httpAuth, remotePort, visitors, newUpstream, http, isHttpsOptional, agent);
    }

    public Options withHttp(HttpRules rules) {
      return new Options(httpAuth, remotePort, visitors, upstream, rules, isHttpsOptional, agent);
    }

    public Options withOptionalHttps() {
      return new Options(httpAuth, remotePort, visitors, upstream, http, true, agent);
    }

    public Options withAgent(AgentOptions options) {
      return new Options(httpAuth, remotePort, visitors, upstream, http, isHttpsOptional, options);
    }

    private TunnelSettings settings(TunnelSettings.Heads heads) {
      return new TunnelSettings(
          visitors.allowCidrs(),
          visitors.denyCidrs(),
          visitors.maxConnections(),
          visitors.redirectToHttps(),
          upstream.proxyProtocol() != ProxyProtocol.NONE,
          heads);
    }

    /** Headers may hold passwords: only their names are shown. */
    @Override
    public String toString() {
      return "Options[httpAuth=%s, remotePort=%d, visitors=%s, upstream=%s]"
          .formatted(Masked.secret(httpAuth), remotePort, visitors, upstream);
    }
  }
}
