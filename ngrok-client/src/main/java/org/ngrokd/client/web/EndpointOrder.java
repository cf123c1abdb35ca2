package org.ngrokd.client.web;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * An endpoint as a program asks for it: today's agents' word for one protocol of a tunnel, with one
 * URL. As in a {@link TunnelOrder}, what cannot be given is refused.
 */
final class EndpointOrder {
  private static final String EXAMPLE =
      "{\"name\": \"web\", \"url\": \"https://web.example.com\", \"upstream\": {\"url\":"
          + " \"8080\"}}";

  private static final String NO_POLICY =
      "this server knows no policies; POST it to /api/tunnels with basic_auth, ip_restriction,"
          + " user_agent_filter, request_header, response_header, compression or circuit_breaker";

  private static final Fields.Known KNOWN =
      new Fields.Known(
          List.of(
              "name",
              "url",
              "upstream",
              "bindings",
              "metadata",
              "description",
              "pooling_enabled",
              "inspect",
              "agent_tls_termination"),
          Map.of("traffic_policy_file", NO_POLICY, "traffic_policy_url", NO_POLICY),
          List.of("uri", "ID", "id", "proto", "public_url", "metrics", "traffic_policy"));

  private static final Fields.Known UPSTREAM =
      Fields.Known.only("url", "protocol", "proxy_protocol");

  private static final Fields.Known TERMINATION =
      Fields.Known.only(
          "server_certificate", "server_private_key", "mutual_tls_certificate_authorities");

  private final Fields fields;

  private EndpointOrder(Fields fields) {
    this.fields = fields;
  }

  /**
   * The endpoint that is asked for.
   *
   * @throws IllegalArgumentException with a line for who asked
   */
  static Order read(JsonValue order) {
    return new EndpointOrder(Fields.of(order, EXAMPLE).allowing(KNOWN)).order("", "");
  }

  /**
   * What an endpoint is to be from now on.
   *
   * @param name which it keeps, whatever the order says
   * @param url which it keeps where the order gives none; "" for any
   * @throws IllegalArgumentException with a line for who asked
   */
  static Order read(JsonValue order, String name, String url) {
    return new EndpointOrder(Fields.of(order, EXAMPLE).allowing(KNOWN)).order(name, url);
  }

  private Order order(String name, String formerUrl) {
    checkPolicy();
    checkBindings();
    String service = upstreamUrl();
    String usual =
        service.startsWith("tcp://") ? "tcp" : service.startsWith("tls://") ? "tls" : "https";
    String asked = fields.text("url");
    EndpointUrl url = EndpointUrl.parse(asked.isEmpty() ? formerUrl : asked, usual);
    String plain =
        service.startsWith("tcp://") || service.startsWith("tls://")
            ? service.substring("tcp://".length())
            : service;
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    services.put(url.protocol(), Protocols.service(url.protocol(), plain));
    return new Order(
        new TunnelConfig(
            name.isEmpty() ? Order.nameOr(fields.text("name")) : name,
            services,
            "",
            url.host(),
            options(url)),
        asked.isEmpty() && formerUrl.isEmpty());
  }

  /** Empty ones ask for nothing. */
  private void checkPolicy() {
    boolean isEmpty = !fields.has("traffic_policy") || isBlank("traffic_policy");
    if (!isEmpty) {
      throw new IllegalArgumentException("'traffic_policy' cannot be given; " + NO_POLICY);
    }
  }

  private boolean isBlank(String key) {
    return !fields.isObject(key) && fields.text(key).isBlank();
  }

  private void checkBindings() {
    for (String each : fields.texts("bindings")) {
      if (!each.equals("public")) {
        throw new IllegalArgumentException(
            "bindings has '" + each + "'; this server has public endpoints alone");
      }
    }
  }

  private String upstreamUrl() {
    String url =
        fields.isObject("upstream")
            ? fields.object("upstream", UPSTREAM).text("url")
            : fields.text("upstream");
    if (url.isEmpty()) {
      throw new IllegalArgumentException(
          "upstream.url is missing: the local service's port or address");
    }
    return url;
  }

  private TunnelConfig.Options options(EndpointUrl url) {
    HttpRules http = HttpRules.NONE.withInspected(fields.bool("inspect", true));
    return new TunnelConfig.Options("", url.port())
        .withHttp(http)
        .withUpstream(upstream(url))
        .withAgent(
            AgentOptions.NONE
                .withPool(fields.bool("pooling_enabled", false))
                .withTermination(termination(url))
                .withMetadata(fields.text("metadata"))
                .withDescription(fields.text("description")));
  }

  private Upstream upstream(EndpointUrl url) {
    if (!fields.isObject("upstream")) {
      return Upstream.PLAIN;
    }
    Fields upstream = fields.object("upstream", UPSTREAM);
    ProxyProtocol proxy =
        upstream.parsed("proxy_protocol", OrderedOptions::proxyProtocol).orElse(ProxyProtocol.NONE);
    boolean isHttp2 =
        Protocols.isHttp(url.protocol())
            && upstream.parsed("protocol", OrderedOptions::isHttp2).orElse(false);
    return Upstream.PLAIN
        .withProxyProtocol(proxy)
        .withOptions(UpstreamOptions.NONE.withHttp2(isHttp2));
  }

  private Optional<Termination> termination(EndpointUrl url) {
    if (!fields.has("agent_tls_termination")) {
      return Optional.empty();
    }
    Fields here = fields.object("agent_tls_termination", TERMINATION);
    Optional<Path> certificate = here.parsed("server_certificate", OrderedOptions::path);
    Optional<Path> key = here.parsed("server_private_key", OrderedOptions::path);
    if (!url.protocol().equals(TunnelProtocol.TLS.wireName())) {
      throw new IllegalArgumentException("agent_tls_termination is for tls:// alone");
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException(
          "agent_tls_termination needs server_certificate and server_private_key");
    }
    return Optional.of(
        new Termination(
            certificate.get(),
            key.get(),
            here.texts("mutual_tls_certificate_authorities").stream()
                .map(OrderedOptions::path)
                .toList()));
  }
}
