package org.ngrokd.client.agentfile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** The keys of a tunnel, {@code tunnels.NAME}. */
final class TunnelKeys {
  private static final List<String> SCHEMES = List.of("http", "https");

  private final Mapping from;
  private final Notes notes;
  private final Map<String, YamlNode> ours = new LinkedHashMap<>();
  private boolean isNamed;
  private final Set<String> schemes = new LinkedHashSet<>();

  private TunnelKeys(Mapping from, Notes notes) {
    this.from = from;
    this.notes = notes;
  }

  static void read(String name, Mapping from, Notes notes, AgentFile.Tunnels into) {
    TunnelKeys tunnel = new TunnelKeys(from, notes);
    Keys keys = new Keys(from, notes, tunnel.ours);
    tunnel.read(keys);
    if (into.all().put(name, new Mapping(from.line(), tunnel.ours)) != null) {
      notes.error(from, "there are two tunnels of the name " + name);
    }
    if (!tunnel.isNamed && !keys.told("proto").equals("tcp")) {
      into.anyName().add(name);
    }
    if (tunnel.schemes.isEmpty() && keys.told("proto").equals("http")) {
      into.usualSchemes().add(name);
    }
  }

  private void read(Keys keys) {
    keys.taken("schemes", this::schemes).text("bind_tls", "bind_tls", text -> boundTls(text));
    ours.remove("bind_tls");
    keys.taken("addr", value -> {}).taken("proto", value -> {});
    proto(keys);
    named(keys);
    Refused.in(keys);
    keys.as("auth", "auth")
        .as("basic_auth", "basic_auth")
        .as("host_header", "host_header")
        .as("inspect", "inspect")
        .as("metadata", "metadata")
        .as("description", "description")
        .as("pooling_enabled", "pooling_enabled")
        .as("circuit_breaker", "circuit_breaker")
        .as("compression", "compression")
        .as("websocket_tcp_converter", "websocket_tcp_converter")
        .as("health_check", "health_check") // ours
        .as("reuse_connections", "reuse_connections") // the same
        .as("user_agent_filter", "user_agents")
        .group("ip_restriction", Rules::networks)
        .as("mutual_tls_cas", "mutual_tls_cas")
        .as("proxy_proto", "proxy_protocol")
        .headers("request_header", "request_headers")
        .headers("response_header", "response_headers")
        .text("remote_addr", "remote_port", text -> text.substring(text.lastIndexOf(':') + 1))
        .as("crt", "crt")
        .as("key", "key")
        .taken("terminate_at", value -> Rules.terminateAt(keys, value, notes))
        .as("app_protocol", "upstream_protocol");
    Rules.verify(keys, "verify_upstream_tls", "verify_upstream_tls_cas").end();
  }

  private void named(Keys keys) {
    isNamed = !(keys.told("domain") + keys.told("hostname") + keys.told("subdomain")).isEmpty();
    keys.as("domain", "hostname").as("hostname", "hostname").as("subdomain", "subdomain");
  }

  private void schemes(YamlNode value) {
    for (YamlNode each : value instanceof Sequence list ? list.values() : List.of(value)) {
      String scheme = each instanceof Scalar text ? text.text() : "";
      if (SCHEMES.contains(scheme)) {
        schemes.add(scheme);
      } else {
        notes.error(each, "schemes holds " + each.kind() + "; expected http or https");
      }
    }
  }

  private String boundTls(String text) {
    switch (text) {
      case "true" -> schemes.add("https");
      case "false" -> schemes.add("http");
      case "both" -> schemes.addAll(SCHEMES);
      default ->
          throw new IllegalArgumentException(
              "bind_tls is '" + text + "'; expected true, false or both");
    }
    return text;
  }

  /** Each protocol has the same service. */
  private void proto(Keys keys) {
    String proto = keys.told("proto");
    YamlNode addr = from.values().get("addr");
    if (addr == null) {
      notes.error(from, "addr is missing: the local service's port or address");
      return;
    }
    if (!List.of("http", "tcp", "tls").contains(proto)) {
      notes.error(
          from.values().getOrDefault("proto", from),
          "proto is '" + proto + "'; expected http, tcp or tls");
      return;
    }
    Map<String, YamlNode> services = new LinkedHashMap<>();
    boolean isHttp = proto.equals("http");
    for (String each : isHttp && schemes.isEmpty() ? SCHEMES : isHttp ? schemes : Set.of(proto)) {
      services.put(each, addr);
    }
    boolean endsTls = keys.has("crt") || keys.has("key");
    if (endsTls && isHttp && !schemes.contains("http")) {
      services.remove("http"); // TLS that ends here has nothing for visitors who come without it
    }
    ours.put("proto", new Mapping(addr.line(), services));
  }
}
