package org.ngrokd.client.agentfile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/** The keys about the agent itself, at the top (version 2) or below {@code agent} (version 3). */
final class TopKeys {
  /** What fewer bytes hold is no request. */
  private static final long LEAST_MEMORY = 65536;

  private final Notes notes;
  private final Map<String, YamlNode> ours = new LinkedHashMap<>();

  private TopKeys(Notes notes) {
    this.notes = notes;
  }

  static Map<String, YamlNode> read(
      Mapping root, AgentFile.Version version, Notes notes, AgentFile.Tunnels tunnels) {
    TopKeys top = new TopKeys(notes);
    Keys keys = new Keys(root, notes, top.ours).taken("version", value -> {});
    if (version == AgentFile.Version.TWO) {
      top.agent(keys);
    } else {
      keys.group("agent", top::agent).taken("endpoints", value -> top.endpoints(value, tunnels));
    }
    keys.taken("tunnels", value -> top.tunnels(value, tunnels)).end();
    return top.ours;
  }

  private void agent(Keys keys) {
    keys.as("authtoken", "auth_token")
        .text("server_addr", "server_addr", TopKeys::withoutScheme)
        .text("connect_url", "server_addr", TopKeys::withoutScheme)
        .taken("root_cas", this::cas)
        .taken("connect_cas", this::cas)
        .as("server_fingerprint", "server_fingerprint") // ours, for who moves here
        .as("proxy_url", "http_proxy")
        .as("http_proxy", "http_proxy")
        .text("web_addr", "inspect_addr", text -> text.equals("false") ? "disabled" : text)
        .taken("inspect_db_size", value -> memory(keys, value))
        .as("console_ui", "console_ui")
        .as("log", "log")
        .as("log_level", "log_level")
        .as("log_format", "log_format")
        .ignored("region", "api_key", "metadata", "connect_timeout", "console_ui_color")
        .ignored("heartbeat_interval", "heartbeat_tolerance", "update_channel", "update_check")
        .ignored(
            "update", "web_allow_hosts", "dns_resolver_ips", "crl_noverify", "remote_management");
  }

  private static String withoutScheme(String url) {
    return url.replaceFirst("^[a-z]+://", "").replaceFirst("/$", "");
  }

  /** "trusted" are the makers' own, which know nobody's server. */
  private void cas(YamlNode value) {
    String text = value instanceof Scalar scalar ? scalar.text() : "";
    switch (text) {
      case "trusted" -> notes.ignored("root_cas: trusted");
      case "host" -> ours.put("trust_host_root_certs", new Scalar(value.line(), "true"));
      default -> ours.put("root_cas", value);
    }
  }

  /** -1 keeps nothing, 0 is the usual. */
  private void memory(Keys keys, YamlNode value) {
    String text = value instanceof Scalar scalar ? scalar.text() : "";
    if (text.startsWith("-")) {
      ours.put("inspect", new Scalar(value.line(), "false"));
    } else if (!text.equals("0")) {
      keys.put(
          value,
          "inspect_memory",
          size ->
              size.matches("[0-9]{1,15}")
                  ? Long.toString(Math.max(LEAST_MEMORY, Long.parseLong(size)))
                  : size);
    }
  }

  private void tunnels(YamlNode value, AgentFile.Tunnels tunnels) {
    if (!(value instanceof Mapping all)) {
      notes.error(value, "tunnels is " + value.kind() + "; expected keys below it");
      return;
    }
    all.values()
        .forEach(
            (name, tunnel) -> {
              if (tunnel instanceof Mapping keys) {
                TunnelKeys.read(name, keys, notes, tunnels);
              } else {
                notes.error(tunnel, "tunnels." + name + " has no keys below it");
              }
            });
  }

  private void endpoints(YamlNode value, AgentFile.Tunnels tunnels) {
    if (!(value instanceof Sequence all)) {
      notes.error(value, "endpoints is " + value.kind() + "; expected a list");
      return;
    }
    int number = 0;
    for (YamlNode each : all.values()) {
      number++;
      if (each instanceof Mapping keys) {
        EndpointKeys.read("endpoint-" + number, keys, notes, tunnels);
      } else {
        notes.error(each, "endpoints holds " + each.kind() + "; expected keys");
      }
    }
  }
}
