package org.ngrokd.client.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
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
  private static final List<String> KNOWN =
      List.of(
          "addr",
          "proto",
          "name",
          "subdomain",
          "hostname",
          "domain",
          "auth",
          "basic_auth",
          "bind_tls",
          "schemes",
          "remote_addr",
          "remote_port",
          "host_header",
          "inspect",
          "metadata");

  private static final List<String> LISTS = List.of("basic_auth", "schemes");

  private final JsonValue order;

  private TunnelOrder(JsonValue order) {
    this.order = order;
  }

  /**
   * The tunnel that is asked for.
   *
   * @throws IllegalArgumentException with a line for who asked
   */
  static TunnelConfig read(JsonValue order) {
    if (!order.isObject()) {
      throw new IllegalArgumentException(
          "expected an object like {\"addr\": \"8080\", \"proto\": \"http\", \"name\": \"web\"}");
    }
    for (String key : order.keys()) {
      if (!KNOWN.contains(key)) {
        throw new IllegalArgumentException(
            "'" + key + "' cannot be given; known are " + String.join(", ", KNOWN));
      }
      checkKind(key, order.get(key));
    }
    return new TunnelOrder(order).tunnel();
  }

  /** What is of another kind would be taken for nothing. */
  private static void checkKind(String key, JsonValue value) {
    if (LISTS.contains(key)) {
      boolean isList =
          value.isList() && value.elements().stream().allMatch(each -> each.text().isPresent());
      if (value.isThere() && !isList) {
        throw new IllegalArgumentException(key + " has to be a list of texts");
      }
    } else if (value.isThere() && value.text().isEmpty()) {
      throw new IllegalArgumentException(key + " has to be a text");
    }
  }

  private String text(String key) {
    return order.get(key).text().orElse("");
  }

  private TunnelConfig tunnel() {
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    if (text("addr").isEmpty()) {
      throw new IllegalArgumentException("addr is missing: the local service's port or address");
    }
    for (String protocol : protocols()) {
      services.put(protocol, Protocols.service(protocol, text("addr")));
    }
    if (!auth().isEmpty() && !services.keySet().stream().allMatch(Protocols::isHttp)) {
      throw new IllegalArgumentException("only http tunnels can ask visitors for a password");
    }
    String name = text("name");
    return new TunnelConfig(
        name.isEmpty() ? "tunnel-%08x".formatted(ThreadLocalRandom.current().nextInt()) : name,
        services,
        text("subdomain"),
        text("hostname").isEmpty() ? text("domain") : text("hostname"),
        options());
  }

  private List<String> protocols() {
    String proto = text("proto").isEmpty() ? "http" : text("proto");
    if (!TunnelProtocol.names().contains(proto)) {
      throw new IllegalArgumentException("proto is '" + proto + "'; expected http, tcp or tls");
    }
    if (!proto.equals("http")) {
      return List.of(proto);
    }
    List<String> schemes =
        order.get("schemes").elements().stream().flatMap(each -> each.text().stream()).toList();
    if (!schemes.isEmpty()) {
      if (!List.of("http", "https").containsAll(schemes)) {
        throw new IllegalArgumentException("schemes may hold http and https");
      }
      return schemes.stream().distinct().toList();
    }
    return switch (text("bind_tls")) {
      case "true" -> List.of("https");
      case "false" -> List.of("http");
      case "", "both" -> List.of("http", "https");
      default -> throw new IllegalArgumentException("bind_tls may be true, false or both");
    };
  }

  private TunnelConfig.Options options() {
    HttpRules http = HttpRules.NONE.withInspected(!text("inspect").equals("false"));
    String host = text("host_header");
    return new TunnelConfig.Options(auth(), remotePort())
        .withHttp(host.isEmpty() ? http : http.withHostHeader(new HostHeader(host)));
  }

  private String auth() {
    List<JsonValue> several = order.get("basic_auth").elements();
    if (several.size() > 1) {
      throw new IllegalArgumentException("basic_auth may hold one user:password");
    }
    return several.isEmpty() ? text("auth") : several.get(0).text().orElse("");
  }

  /** "2222", or "0.tcp.example.com:2222" as later agents have it. */
  private int remotePort() {
    String port = text("remote_port").isEmpty() ? text("remote_addr") : text("remote_port");
    String digits = port.substring(port.lastIndexOf(':') + 1);
    if (digits.isEmpty()) {
      return 0;
    }
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException("'" + port + "' has no port, 0 to 65535");
    }
    return Integer.parseInt(digits);
  }
}
