package org.ngrokd.client.moving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ngrokd.client.moving.Proxy.Host;
import org.ngrokd.client.moving.Proxy.Label;
import org.ngrokd.client.moving.Proxy.Public;
import org.ngrokd.kit.moving.ForeignKeys;
import org.ngrokd.kit.moving.Leftovers;

/** Reads one of frp's proxies, and tells what of it has no counterpart. */
final class ProxyReader {
  /** Ours of frp's; its https passes TLS on unread, as our tls does. */
  private static final Map<String, String> PROTOCOLS =
      Map.of("tcp", "tcp", "http", "http", "https", "tls");

  private final Leftovers leftovers;

  ProxyReader(Leftovers leftovers) {
    this.leftovers = leftovers;
  }

  /** A local service, and what visitors speak to it. */
  private record Service(String protocol, String address) {}

  /** Empty when there is no counterpart, which is noted. */
  Optional<Proxy> read(ForeignKeys keys) {
    Label label = new Label(keys.take("name").orElse("proxy"), keys.line());
    String type = keys.take("type").orElse("tcp").toLowerCase(Locale.ROOT);
    Optional<String> plugin = keys.take("plugin.type");
    String kind = type + plugin.map(each -> ", plugin " + each).orElse("");
    if (keys.take("enabled").filter("false"::equals).isPresent()) {
      return leftOut(label, kind, "enabled is false");
    }
    if (!PROTOCOLS.containsKey(type)) {
      return leftOut(label, kind, Instead.ofType(type));
    }
    Optional<Service> service =
        plugin.isPresent() ? byPlugin(keys, type, plugin.get()) : local(keys, type);
    if (service.isEmpty()) {
      return leftOut(
          label, kind, plugin.map(Instead::ofPlugin).orElse("it has no localPort; write one"));
    }
    String protocol = service.get().protocol();
    boolean isHttp = protocol.startsWith("http");
    Proxy proxy =
        new Proxy(
            label,
            protocol,
            service.get().address(),
            names(keys, protocol),
            isHttp ? rules(keys) : Rules.NONE,
            keys.take("transport.proxyProtocolVersion").orElse(""));
    leftovers.addLeft(keys, Instead.inProxy(isHttp));
    return Optional.of(proxy);
  }

  private Optional<Proxy> leftOut(Label label, String kind, String instead) {
    leftovers.add(label.line(), label.name() + " (" + kind + ") is left out", instead);
    return Optional.empty();
  }

  private static Optional<Service> local(ForeignKeys keys, String type) {
    OptionalInt port = keys.takeNumber("localPort");
    String host = keys.take("localIP").orElse("127.0.0.1");
    if (port.isEmpty()) {
      return Optional.empty();
    }
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return Optional.of(
        new Service(String.valueOf(PROTOCOLS.get(type)), bracketed + ":" + port.getAsInt()));
  }

  /** What its programs within the client do, where a tunnel can. */
  private static Optional<Service> byPlugin(ForeignKeys keys, String type, String plugin) {
    String protocol = String.valueOf(PROTOCOLS.get(type));
    Optional<String> address = keys.take("plugin.localAddr");
    return switch (type + " " + plugin) {
      case "tcp unix_domain_socket", "http unix_domain_socket", "https unix_domain_socket" ->
          keys.take("plugin.unixPath").map(path -> new Service(protocol, "unix:" + path));
      case "https https2http" -> address.map(local -> new Service("https", local));
      case "https https2https" -> address.map(local -> new Service("https", "https://" + local));
      case "http http2https" -> address.map(local -> new Service("http", "https://" + local));
      case "http http2http", "tcp http2http" -> address.map(local -> new Service(protocol, local));
      default -> Optional.empty();
    };
  }

  private Public names(ForeignKeys keys, String protocol) {
    if (protocol.equals("tcp")) {
      return new Public(List.of(), List.of(), keys.takeNumber("remotePort").orElse(0));
    }
    List<Host> hosts = new ArrayList<>();
    keys.take("subdomain").ifPresent(name -> hosts.add(new Host(name, false)));
    for (String name : keys.takeList("customDomains")) {
      if (name.contains("*")) {
        leftovers.add(
            keys.line("customDomains"), "customDomains", "a tunnel has whole names: one for each");
      } else {
        hosts.add(new Host(name, true));
      }
    }
    boolean hasPaths = protocol.startsWith("http");
    return new Public(hosts, hasPaths ? locations(keys) : List.of(), 0);
  }

  private List<String> locations(ForeignKeys keys) {
    List<String> locations = new ArrayList<>();
    for (String location : keys.takeList("locations")) {
      if (location.startsWith("/")) {
        String path = location.replaceFirst("/+$", "");
        locations.add(path.isEmpty() ? "/" : path);
      } else {
        leftovers.add(keys.line("locations"), "locations", "a path begins with /");
      }
    }
    return locations;
  }

  private Rules rules(ForeignKeys keys) {
    String user = keys.take("httpUser").orElse("");
    String password = keys.take("httpPassword").orElse("");
    Optional<String> ofPlugin = keys.take("plugin.hostHeaderRewrite");
    Map<String, String> request = new LinkedHashMap<>(keys.takeBelow("requestHeaders.set."));
    request.putAll(keys.takeBelow("plugin.requestHeaders.set."));
    return new Rules(
        user.isEmpty() && password.isEmpty() ? "" : user + ":" + password,
        ofPlugin.or(() -> keys.take("hostHeaderRewrite")).orElse(""),
        request,
        keys.takeBelow("responseHeaders.set."));
  }
}
