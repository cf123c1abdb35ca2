package org.ngrokd.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.ServerEdits;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.CidrList;

/**
 * A tunnel to ask for: {@code TunnelSpec.http("127.0.0.1:8080").subdomain("shop")}. Immutable; each
 * method gives a changed copy.
 */
public final class TunnelSpec {
  private final TunnelConfig config;

  private TunnelSpec(TunnelConfig config) {
    this.config = config;
  }

  /**
   * A tunnel for plain HTTP.
   *
   * @param localAddress "8080", ":8080", "host:8080", "https://host:8443" or "unix:/path.sock"
   * @throws IllegalArgumentException when it is none of these
   */
  public static TunnelSpec http(String localAddress) {
    return of(localAddress, TunnelProtocol.HTTP);
  }

  /** A tunnel for HTTPS, which ends at the server; the local service gets plain HTTP. */
  public static TunnelSpec https(String localAddress) {
    return of(localAddress, TunnelProtocol.HTTPS);
  }

  /** A tunnel that is reached by HTTP and by HTTPS, under one name. */
  public static TunnelSpec httpAndHttps(String localAddress) {
    return of(localAddress, TunnelProtocol.HTTP, TunnelProtocol.HTTPS);
  }

  /** A tunnel for TLS that ends at the local service, found by the name in it. */
  public static TunnelSpec tls(String localAddress) {
    return of(localAddress, TunnelProtocol.TLS);
  }

  /** A tunnel for anything that runs over TCP. */
  public static TunnelSpec tcp(String localAddress) {
    return of(localAddress, TunnelProtocol.TCP);
  }

  private static TunnelSpec of(String localAddress, TunnelProtocol... protocols) {
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (TunnelProtocol protocol : protocols) {
      String name = protocol.wireName();
      services.put(name, Protocols.service(name, localAddress));
    }
    return new TunnelSpec(
        new TunnelConfig(localAddress, services, "", "", TunnelConfig.Options.NONE));
  }

  /** What {@link OpenTunnel#name} will be; the local address unless told. */
  public TunnelSpec name(String name) {
    return new TunnelSpec(
        new TunnelConfig(
            name, config.services(), config.subdomain(), config.hostname(), config.options()));
  }

  /** Asks for a name below the server's domain. */
  public TunnelSpec subdomain(String subdomain) {
    return new TunnelSpec(
        new TunnelConfig(config.name(), config.services(), subdomain, "", config.options()));
  }

  /** Asks for a whole host name. */
  public TunnelSpec hostname(String hostname) {
    return new TunnelSpec(
        new TunnelConfig(config.name(), config.services(), "", hostname, config.options()));
  }

  /** Visitors must give this "user:password". */
  public TunnelSpec auth(String userAndPassword) {
    return with(config.options().withHttpAuth(userAndPassword));
  }

  /** Asks for a public port, for a tcp tunnel. */
  public TunnelSpec remotePort(int port) {
    return with(config.options().withRemotePort(port));
  }

  /**
   * The Host header that the local service gets.
   *
   * @param host "preserve" (unless told), "rewrite" for the local address, also in {@code Origin},
   *     {@code Referer} and {@code Destination}, or the value
   * @throws IllegalArgumentException when it is no host
   */
  public TunnelSpec hostHeader(String host) {
    return with(http().withHostHeader(new HostHeader(host)));
  }

  /** The local service gets no {@code X-Forwarded-*}: some refuse whoever comes by a proxy. */
  public TunnelSpec withoutForwardedHeaders() {
    boolean rewrites = http().edits().rewriteDestination();
    return with(http().withEdits(new ServerEdits(false, rewrites)));
  }

  /** The {@code Destination} of WebDAV keeps the scheme by which the visitor came. */
  public TunnelSpec keepDestination() {
    return with(http().withEdits(new ServerEdits(http().edits().forwardedHeaders(), false)));
  }

  /**
   * Adds a header to each request.
   *
   * @throws IllegalArgumentException when it cannot be one, or says where a message ends
   */
  public TunnelSpec addRequestHeader(String name, String value) {
    return with(http().withRequest(http().request().adding(name, value)));
  }

  /** Removes a header from each request, before others are added. */
  public TunnelSpec removeRequestHeader(String name) {
    return with(http().withRequest(http().request().removing(name)));
  }

  /** Adds a header to each reply; as {@link #addRequestHeader}. */
  public TunnelSpec addResponseHeader(String name, String value) {
    return with(http().withResponse(http().response().adding(name, value)));
  }

  /** Removes a header from each reply, before others are added. */
  public TunnelSpec removeResponseHeader(String name) {
    return with(http().withResponse(http().response().removing(name)));
  }

  /**
   * Lets in visitors from these networks only.
   *
   * @throws IllegalArgumentException when one is no network
   */
  public TunnelSpec allowCidrs(String... networks) {
    return with(
        new VisitorRules(
            checked(networks),
            visitors().denyCidrs(),
            visitors().maxConnections(),
            visitors().redirectToHttps()));
  }

  /** Does not let in visitors from these networks, even if they are allowed otherwise. */
  public TunnelSpec denyCidrs(String... networks) {
    return with(
        new VisitorRules(
            visitors().allowCidrs(),
            checked(networks),
            visitors().maxConnections(),
            visitors().redirectToHttps()));
  }

  /** Most visitors' connections at a time; 0 for no limit. */
  public TunnelSpec maxConnections(int most) {
    return with(
        new VisitorRules(
            visitors().allowCidrs(), visitors().denyCidrs(), most, visitors().redirectToHttps()));
  }

  /** Sends visitors by http to https. */
  public TunnelSpec redirectToHttps() {
    return with(
        new VisitorRules(
            visitors().allowCidrs(), visitors().denyCidrs(), visitors().maxConnections(), true));
  }

  /** An HTML file for browsers while the local service is down. */
  public TunnelSpec errorPage(Path html) {
    return with(http().withPage(html));
  }

  /** Visitors are told the private address and the reason while the local service is down. */
  public TunnelSpec debugErrors() {
    return with(http().withDetails());
  }

  /** Tells the local service who the visitor is, by the PROXY protocol. */
  public TunnelSpec proxyProtocol(ProxyProtocol version) {
    return with(
        config.options().withUpstream(config.options().upstream().withProxyProtocol(version)));
  }

  /** Whether the certificate of an https:// local service is checked. */
  public TunnelSpec verifyUpstream(VerifyUpstream verify) {
    return with(config.options().withUpstream(config.options().upstream().withVerify(verify)));
  }

  /** Another "user:password" by which visitors are let in, beside that of {@link #auth}. */
  public TunnelSpec alsoAuth(String userAndPassword) {
    List<String> more = new ArrayList<>(agent().otherPasswords());
    more.add(userAndPassword);
    return with(agent().withOtherPasswords(more));
  }

  /** Compresses replies for visitors who take that. */
  public TunnelSpec compression() {
    return with(http().withTraffic(http().traffic().withCompression(true)));
  }

  /**
   * Leaves the local service alone for a while when this share of requests or more fail.
   *
   * @param share above 0, 1 at most
   * @throws IllegalArgumentException when it is not
   */
  public TunnelSpec circuitBreaker(double share) {
    return with(http().withTraffic(http().traffic().withBreaker(share)));
  }

  /**
   * Lets in visitors by what their programs say they are ({@code User-Agent}). It keeps out who
   * does not hide, nobody else.
   *
   * @param allow regular expressions; none: all are let in
   * @param deny those that are not, unless they are allowed
   */
  public TunnelSpec userAgents(List<String> allow, List<String> deny) {
    return with(http().withTraffic(http().traffic().withUserAgents(new UserAgents(allow, deny))));
  }

  /** The local service speaks HTTP/2. */
  public TunnelSpec http2Upstream() {
    return with(upstream().options().withHttp2(true));
  }

  /**
   * Each visitor has a connection of its own to the local service, as in 1.7; http and https only,
   * where else what one visitor leaves behind serves the next one.
   */
  public TunnelSpec withoutReuse() {
    return with(upstream().options().withKeptConnections(false));
  }

  /** The local service speaks bare TCP, and gets what visitors' WebSockets carry. */
  public TunnelSpec websocketTcpConverter() {
    return with(upstream().options().withWebSockets(true));
  }

  /**
   * Finds out whether the local service is well; while it is not, it is left out.
   *
   * @param path what is asked for by HTTP, as "/healthz"; "" for a connection that is accepted
   * @param interval from one check to the next, 1 s to 1 h
   * @param timeout until the answer counts as none, 100 ms to 1 min
   * @throws IllegalArgumentException when one of them is wrong
   */
  public TunnelSpec healthCheck(String path, Duration interval, Duration timeout) {
    HealthCheck check = new HealthCheck(path, interval, timeout);
    return with(upstream().options().withHealth(Optional.of(check)));
  }

  /** Lets other clients of the same account have the same name, and share its visitors. */
  public TunnelSpec pooling() {
    return with(agent().withPool(true));
  }

  /**
   * Visitors' TLS ends in this client, so that the server cannot read it. For {@link #https} and
   * {@link #tls}.
   *
   * @param certificate a PEM file with the chain, the certificate first
   * @param key a PEM file
   * @param visitorCas PEM files: visitors must show a certificate of one of these CAs; none: they
   *     need no certificate
   * @throws IllegalArgumentException when the tunnel has visitors without TLS
   */
  public TunnelSpec terminateTls(Path certificate, Path key, Path... visitorCas) {
    Map<String, LocalAddress> services = new LinkedHashMap<>(config.services());
    LocalAddress https = services.remove("https");
    if (https != null) {
      services.put("tls", https);
    }
    if (!services.keySet().equals(Set.of("tls"))) {
      throw new IllegalArgumentException("TLS ends here for https or tls alone");
    }
    Termination here = new Termination(certificate, key, List.of(visitorCas), https != null);
    return new TunnelSpec(
        new TunnelConfig(
            config.name(),
            services,
            config.subdomain(),
            config.hostname(),
            config.options().withAgent(agent().withTermination(Optional.of(here)))));
  }

  /** Anything about the tunnel, for programs; the API tells it. */
  public TunnelSpec metadata(String text) {
    return with(agent().withMetadata(text));
  }

  /** A word about the tunnel, for people; the API tells it. */
  public TunnelSpec description(String text) {
    return with(agent().withDescription(text));
  }

  /**
   * Requests to this path, and all below it, go to another local service; the longest such path
   * wins.
   *
   * @param prefix "/api"
   * @param localAddress as that of the tunnel
   * @throws IllegalArgumentException when it is no path, no address, or there already
   */
  public TunnelSpec path(String prefix, String localAddress) {
    return withPath(prefix, localAddress, false);
  }

  /** As {@link #path}; the service gets the path without the prefix. */
  public TunnelSpec strippedPath(String prefix, String localAddress) {
    return withPath(prefix, localAddress, true);
  }

  private TunnelSpec withPath(String prefix, String localAddress, boolean isStripped) {
    Upstream upstream = config.options().upstream();
    PathForward more = new PathForward(prefix, LocalAddress.parse(localAddress), isStripped);
    return with(config.options().withUpstream(upstream.withPaths(upstream.paths().with(more))));
  }

  private static List<String> checked(String... networks) {
    var unused = CidrList.parse(List.of(networks));
    return List.of(networks);
  }

  private VisitorRules visitors() {
    return config.options().visitors();
  }

  private HttpRules http() {
    return config.options().http();
  }

  private AgentOptions agent() {
    return config.options().agent();
  }

  private Upstream upstream() {
    return config.options().upstream();
  }

  private TunnelSpec with(AgentOptions options) {
    return with(config.options().withAgent(options));
  }

  private TunnelSpec with(UpstreamOptions options) {
    return with(config.options().withUpstream(upstream().withOptions(options)));
  }

  private TunnelSpec with(VisitorRules rules) {
    return with(config.options().withVisitors(rules));
  }

  private TunnelSpec with(HttpRules rules) {
    return with(config.options().withHttp(rules));
  }

  private TunnelSpec with(TunnelConfig.Options options) {
    return new TunnelSpec(config.withOptions(options));
  }

  TunnelConfig config() {
    return config;
  }
}
