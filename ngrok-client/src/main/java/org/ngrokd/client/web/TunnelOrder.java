package org.ngrokd.client.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * A tunnel as a program asks for it, in the fields of the agent API. What cannot be given is
 * refused: a tunnel without the protection that was asked for would be worse than none.
 */
final class TunnelOrder {
  private static final String EXAMPLE =
      "{\"addr\": \"8080\", \"proto\": \"http\", \"name\": \"web\"}";

  private static final String NO_SIGN_IN =
      "nobody signs in at this server; use basic_auth, ip_restriction or mutual_tls_cas";

  private static final String NO_POLICY =
      "this server knows no policies; use basic_auth, ip_restriction, user_agent_filter,"
          + " request_header, response_header, compression or circuit_breaker";

  private static final String NO_WEBHOOKS =
      "check the signature in the service, or use ip_restriction with the sender's networks";

  /** What libraries send along with it, for themselves. */
  private static final List<String> OF_LIBRARIES =
      List.of("authtoken", "region", "configPath", "port", "host");

  private static final Fields.Known KNOWN =
      new Fields.Known(
          List.of(
              ("addr proto name subdomain hostname domain auth basic_auth httpauth bind_tls schemes"
                      + " remote_addr remote_port host_header inspect metadata description"
                      + " pooling_enabled circuit_breaker compression ip_restriction mutual_tls_cas"
                      + " proxy_proto request_header response_header user_agent_filter"
                      + " websocket_tcp_converter crt key terminate_at app_protocol"
                      + " verify_upstream_tls verify_upstream_tls_cas health_check"
                      + " reuse_connections")
                  .split(" ", -1)),
          Map.of(
              "oauth", NO_SIGN_IN,
              "oidc", NO_SIGN_IN,
              "saml", NO_SIGN_IN,
              "verify_webhook", NO_WEBHOOKS,
              "traffic_policy", NO_POLICY,
              "traffic_policy_file", NO_POLICY,
              "policy", NO_POLICY,
              "policy_inbound", NO_POLICY,
              "policy_outbound", NO_POLICY,
              "labels", "this server knows no edges; give proto and addr"),
          OF_LIBRARIES);

  private final Fields fields;

  private TunnelOrder(Fields fields) {
    this.fields = fields;
  }

  /**
   * The tunnel that is asked for.
   *
   * @throws IllegalArgumentException with a line for who asked
   */
  static Order read(JsonValue order) {
    return new TunnelOrder(Fields.of(order, EXAMPLE).allowing(KNOWN)).order();
  }

  private Order order() {
    String addr = fields.text("addr");
    if (addr.isEmpty()) {
      throw new IllegalArgumentException("addr is missing: the local service's port or address");
    }
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : protocols()) {
      services.put(protocol, Protocols.service(protocol, addr));
    }
    String domain = fields.text("domain");
    String hostname = fields.text("hostname");
    return new Order(
        new TunnelConfig(
            Order.nameOr(fields.text("name")),
            services,
            fields.text("subdomain"),
            hostname.isEmpty() ? domain : hostname,
            new OrderedOptions(fields, services.keySet()).read(remotePort())),
        fields.texts("schemes").isEmpty()
            && fields.text("bind_tls").isEmpty()
            && !fields.text("proto").equals("https"));
  }

  /**
   * Of http only https, unless told: so do today's agents, and who closes what was opened would
   * leave the other one open. Version 2 had both ({@code bind_tls: both}).
   */
  private List<String> protocols() {
    String proto = fields.text("proto").isEmpty() ? "http" : fields.text("proto");
    if (!TunnelProtocol.names().contains(proto)) {
      throw new IllegalArgumentException("proto is '" + proto + "'; expected http, tcp or tls");
    }
    List<String> schemes = fields.texts("schemes").stream().distinct().toList();
    if (!proto.equals("http")) {
      return List.of(proto);
    }
    if (!List.of("http", "https").containsAll(schemes)) {
      throw new IllegalArgumentException("schemes may hold http and https");
    }
    if (!schemes.isEmpty()) {
      return schemes;
    }
    return switch (fields.text("bind_tls")) {
      case "", "true" -> List.of("https");
      case "false" -> List.of("http");
      case "both" -> List.of("http", "https");
      default -> throw new IllegalArgumentException("bind_tls may be true, false or both");
    };
  }

  /** "2222", or "0.tcp.example.com:2222" as later agents have it. */
  private int remotePort() {
    String port =
        fields.text("remote_port").isEmpty()
            ? fields.text("remote_addr")
            : fields.text("remote_port");
    return port.isEmpty() ? 0 : EndpointUrl.port(port, port.substring(port.lastIndexOf(':') + 1));
  }
}
