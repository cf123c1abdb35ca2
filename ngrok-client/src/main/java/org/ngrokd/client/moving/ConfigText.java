package org.ngrokd.client.moving;

import java.util.List;
import java.util.Map;
import org.ngrokd.kit.config.YamlText;

/** Writes a config file of ours. */
final class ConfigText {
  private final StringBuilder text = new StringBuilder();

  ConfigText comment(String words) {
    return line(0, "# " + words);
  }

  ConfigText key(String key, String value) {
    return value.isEmpty() ? this : line(0, key + ": " + YamlText.of(value));
  }

  ConfigText tunnels(List<Tunnel> tunnels) {
    if (!tunnels.isEmpty()) {
      line(0, "tunnels:");
    }
    tunnels.forEach(this::tunnel);
    return this;
  }

  private void tunnel(Tunnel tunnel) {
    Proxy proxy = tunnel.proxy();
    line(2, YamlText.of(tunnel.name()) + ":");
    line(4, "proto: {" + proxy.protocol() + ": " + YamlText.of(proxy.address()) + "}");
    tunnel
        .host()
        .ifPresent(
            host ->
                line(
                    4, (host.isWhole() ? "hostname: " : "subdomain: ") + YamlText.of(host.name())));
    if (proxy.names().port() != 0) {
      line(4, "remote_port: " + proxy.names().port());
    }
    value("auth", proxy.rules().auth());
    value("host_header", proxy.rules().hostHeader());
    headers("request_headers", proxy.rules().requestHeaders());
    headers("response_headers", proxy.rules().responseHeaders());
    value("proxy_protocol", proxy.proxyProtocol());
    if (!tunnel.paths().isEmpty()) {
      line(4, "paths:");
      tunnel
          .paths()
          .forEach((path, address) -> line(6, YamlText.of(path) + ": " + YamlText.of(address)));
    }
  }

  private void value(String key, String value) {
    if (!value.isEmpty()) {
      line(4, key + ": " + YamlText.of(value));
    }
  }

  /** Set: whatever there was is removed. */
  private void headers(String key, Map<String, String> set) {
    if (set.isEmpty()) {
      return;
    }
    line(4, key + ":");
    line(
        6, "remove: [" + String.join(", ", set.keySet().stream().map(YamlText::of).toList()) + "]");
    line(6, "add:");
    set.forEach((name, value) -> line(8, YamlText.of(name) + ": " + YamlText.of(value)));
  }

  private ConfigText line(int indent, String line) {
    text.append(" ".repeat(indent)).append(line).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
