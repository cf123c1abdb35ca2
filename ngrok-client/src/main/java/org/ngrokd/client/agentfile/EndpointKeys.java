package org.ngrokd.client.agentfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** The keys of an endpoint, one of the list {@code endpoints}. */
final class EndpointKeys {
  private final Mapping from;
  private final Notes notes;
  private final Map<String, YamlNode> ours = new LinkedHashMap<>();
  private PublicUrl url = PublicUrl.ANY;
  private boolean endsTls;

  private EndpointKeys(Mapping from, Notes notes) {
    this.from = from;
    this.notes = notes;
  }

  /**
   * @param usualName where it has no name
   */
  static void read(String usualName, Mapping from, Notes notes, AgentFile.Tunnels into) {
    EndpointKeys endpoint = new EndpointKeys(from, notes);
    Keys keys = new Keys(from, notes, endpoint.ours);
    endpoint.read(keys);
    String name = keys.told("name").isEmpty() ? usualName : keys.told("name");
    if (into.all().put(name, new Mapping(from.line(), endpoint.ours)) != null) {
      notes.error(from, "there are two tunnels of the name " + name);
    }
    if (endpoint.url.host().isEmpty()) {
      into.anyName().add(name);
    }
    if (endpoint.url.scheme().isEmpty()) {
      into.usualSchemes().add(name);
    }
  }

  private void read(Keys keys) {
    keys.taken("name", value -> {})
        .taken("url", this::url)
        .taken("bindings", this::bindings)
        .as("metadata", "metadata")
        .as("description", "description")
        .as("pooling_enabled", "pooling_enabled")
        .as("health_check", "health_check") // ours
        .as("reuse_connections", "reuse_connections") // the same
        .as("inspect", "inspect")
        .group("agent_tls_termination", this::termination);
    Refused.in(keys);
    keys.group("upstream", this::upstream).end();
    if (!ours.containsKey("proto") && !keys.has("upstream")) {
      notes.error(from, "upstream is missing: 'upstream: {url: 8080}' names the local service");
    }
  }

  private void url(YamlNode value) {
    String text = value instanceof Scalar scalar ? scalar.text() : "";
    try {
      url = PublicUrl.parse(text);
    } catch (IllegalArgumentException e) {
      notes.error(value, String.valueOf(e.getMessage()));
      return;
    }
    if (!url.host().isEmpty()) {
      ours.put("hostname", new Scalar(value.line(), url.host()));
    }
    if (url.port() != 0) {
      ours.put("remote_port", new Scalar(value.line(), Integer.toString(url.port())));
    }
  }

  private void bindings(YamlNode value) {
    for (YamlNode each : value instanceof Sequence list ? list.values() : List.of(value)) {
      if (!(each instanceof Scalar text) || !text.text().equals("public")) {
        notes.error(each, "bindings holds " + each.kind() + ": all tunnels of ngrokd are public");
      }
    }
  }

  private void termination(Keys keys) {
    endsTls = true;
    keys.as("server_certificate", "crt")
        .as("server_private_key", "key")
        .as("mutual_tls_certificate_authorities", "mutual_tls_cas");
  }

  private void upstream(Keys keys) {
    keys.taken("url", this::service)
        .as("protocol", "upstream_protocol")
        .as("proxy_protocol", "proxy_protocol");
    Rules.verify(keys, "tls_verify", "tls_verify_cas");
    if (!keys.has("url")) {
      notes.error(from, "upstream.url is missing: the local service's port or address");
    }
  }

  private void service(YamlNode value) {
    String text = value instanceof Scalar scalar ? scalar.text() : "";
    YamlNode address = new Scalar(value.line(), text.replaceFirst("^(?:tcp|tls)://", ""));
    Map<String, YamlNode> services = new LinkedHashMap<>();
    List<String> usual = endsTls ? List.of("https") : List.of("http", "https");
    for (String scheme : url.scheme().isEmpty() ? usual : List.of(url.scheme())) {
      services.put(scheme, address);
    }
    ours.put("proto", new Mapping(value.line(), services));
  }
}
