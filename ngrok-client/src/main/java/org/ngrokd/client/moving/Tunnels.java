package org.ngrokd.client.moving;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.client.moving.Proxy.Host;
import org.ngrokd.kit.moving.Leftovers;

/**
 * Makes tunnels of proxies: a tunnel has one name, and proxies that share a name by their paths
 * become one tunnel.
 */
final class Tunnels {
  private final Leftovers leftovers;
  private final List<Tunnel> tunnels = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Integer> ports = new HashSet<>();

  /** Those of HTTP by what visitors ask for. */
  private final Map<String, List<Proxy>> sharing = new LinkedHashMap<>();

  private Tunnels(Leftovers leftovers) {
    this.leftovers = leftovers;
  }

  static List<Tunnel> of(Collection<Proxy> proxies, Leftovers leftovers) {
    Tunnels all = new Tunnels(leftovers);
    for (Proxy proxy : proxies) {
      for (Host host : proxy.names().hosts()) {
        all.sharing.computeIfAbsent(key(proxy, host), unused -> new ArrayList<>()).add(proxy);
      }
    }
    proxies.forEach(all::add);
    return all.tunnels;
  }

  private static String key(Proxy proxy, Host host) {
    return proxy.protocol() + (host.isWhole() ? " " : " .") + host.name().toLowerCase(Locale.ROOT);
  }

  private void add(Proxy proxy) {
    if (proxy.protocol().equals("tcp")) {
      addTcp(proxy);
      return;
    }
    if (proxy.names().hosts().isEmpty()) {
      leftovers.add(
          proxy.label().line(),
          proxy.label().name(),
          "it has neither subdomain nor customDomains; its own name is its subdomain here");
      tunnels.add(new Tunnel(free(proxy.label().name()), proxy, Optional.empty()));
    }
    for (Host host : proxy.names().hosts()) {
      List<Proxy> together = sharing.getOrDefault(key(proxy, host), List.of());
      Proxy first =
          together.stream().filter(Proxy::isForAllPaths).findFirst().orElse(together.get(0));
      if (first.equals(proxy)) {
        Tunnel tunnel = new Tunnel(free(proxy.label().name()), proxy, Optional.of(host));
        together.forEach(other -> share(tunnel, other));
        tunnels.add(tunnel);
      }
    }
  }

  private void addTcp(Proxy proxy) {
    int port = proxy.names().port();
    if (port != 0 && !ports.add(port)) {
      leftovers.add(
          proxy.label().line(),
          proxy.label().name() + " is left out",
          "another has its remotePort; put a balancer (nginx, HAProxy) before the services");
    } else {
      tunnels.add(new Tunnel(free(proxy.label().name()), proxy, Optional.empty()));
    }
  }

  /** Adds a proxy's paths to the tunnel of its name. */
  private void share(Tunnel tunnel, Proxy proxy) {
    Proxy first = tunnel.proxy();
    if (proxy.equals(first)) {
      if (!first.isForAllPaths()) {
        tell(first, "locations", "all other paths of its name go there as well");
      }
      return;
    }
    for (String path : proxy.isForAllPaths() ? List.of("/") : proxy.names().locations()) {
      boolean isTaken =
          path.equals("/") || tunnel.paths().putIfAbsent(path, proxy.address()) != null;
      if (isTaken) {
        tell(
            proxy,
            "is left out for " + path,
            "another has this path; put a balancer (nginx, HAProxy) before the services");
      }
    }
    if (!proxy.rules().equals(first.rules())
        || !proxy.proxyProtocol().equals(first.proxyProtocol())) {
      tell(
          proxy,
          "auth, headers, proxy protocol",
          "those of " + tunnel.name() + " hold: it is one tunnel");
    }
  }

  private void tell(Proxy proxy, String what, String instead) {
    leftovers.add(proxy.label().line(), proxy.label().name() + ": " + what, instead);
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }
}
