package org.ngrokd.client.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.traffic.TunnelTraffic;

/** Open tunnels as the agent API tells of them. Safe from any thread. */
final class RouteResources {
  static final String TUNNELS = "/api/tunnels";
  static final String ENDPOINTS = "/api/endpoints";

  private final Agent agent;

  RouteResources(Agent agent) {
    this.agent = agent;
  }

  /** All that are open. */
  List<Route> routes() {
    return agent.watched().status().status().routes();
  }

  /** The one that a name means. */
  Optional<Route> find(String name) {
    return TunnelNames.find(routes(), name).stream().findFirst();
  }

  Map<String, Object> tunnel(Route route) {
    return AgentResources.tunnel(
        names(route, TUNNELS),
        route.url(),
        route.protocol(),
        new AgentResources.TunnelConfig(address(route), agent.watched().isInspected(route)),
        metrics(route));
  }

  /** Without metrics, as in lists. */
  AgentResources.Endpoint listed(Route route) {
    return endpoint(route, null);
  }

  AgentResources.Endpoint endpoint(Route route) {
    return endpoint(route, metrics(route));
  }

  private AgentResources.Endpoint endpoint(Route route, AgentResources.@Nullable Metrics metrics) {
    AgentResources.Names names = names(route, ENDPOINTS);
    TunnelConfig.Options options = route.config().options();
    return new AgentResources.Endpoint(
        names.name(),
        names.id(),
        names.uri(),
        route.url(),
        route.protocol(),
        upstream(route),
        agent.watched().isInspected(route),
        options.agent().isPooled(),
        options.agent().metadata(),
        options.agent().description(),
        metrics);
  }

  private static AgentResources.Upstream upstream(Route route) {
    var upstream = route.config().options().upstream();
    @Nullable String version =
        switch (upstream.proxyProtocol()) {
          case NONE -> null;
          case V1 -> "1";
          case V2 -> "2";
        };
    String http = upstream.options().isHttp2() ? "http2" : "http1";
    return new AgentResources.Upstream(
        address(route), Protocols.isHttp(route.protocol()) ? http : null, version);
  }

  private static AgentResources.Names names(Route route, String under) {
    String name = TunnelNames.of(route);
    byte[] url = route.url().getBytes(StandardCharsets.UTF_8);
    return new AgentResources.Names(
        name,
        UUID.nameUUIDFromBytes(url).toString().replace("-", ""),
        under + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private AgentResources.Metrics metrics(Route route) {
    TunnelTraffic traffic = agent.watched().traffic().of(route.tunnel(), route.protocol());
    return new AgentResources.Metrics(
        AgentResources.counts(traffic.connections(), true),
        AgentResources.counts(traffic.exchanges(), false));
  }

  /** As programs expect it: with a scheme where HTTP is spoken, and this computer by its name. */
  private static String address(Route route) {
    LocalAddress local = route.local();
    String text = local.toString();
    if ((local instanceof LocalAddress.Tcp tcp && tcp.isAnyLoopback())
        || (local instanceof LocalAddress.Tls tls && tls.isAnyLoopback())) {
      text = text.replace(LocalAddress.THIS_HOST, "localhost");
    }
    boolean isPlain =
        Protocols.isHttp(route.protocol())
            && !text.contains(":/")
            && !(local instanceof LocalAddress.Program);
    return isPlain ? "http://" + text : text;
  }
}
