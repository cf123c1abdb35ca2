package org.ngrokd.client.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The open tunnels of a session by their URL. Safe from any thread. */
final class Routes {
  private final Map<String, Route> byUrl = new ConcurrentHashMap<>();

  void add(Route route) {
    byUrl.put(route.url(), route);
  }

  /** Takes some of them out. */
  List<Route> remove(Predicate<Route> which) {
    List<Route> removed = byUrl.values().stream().filter(which).toList();
    removed.forEach(route -> byUrl.remove(route.url()));
    return removed;
  }

  /** Those of a tunnel. */
  List<Route> of(String tunnel) {
    return byUrl.values().stream().filter(route -> route.tunnel().equals(tunnel)).toList();
  }

  List<Route> all() {
    return List.copyOf(byUrl.values());
  }

  /**
   * The route of a {@code StartProxy}. Some servers leave the port out there; then a route that is
   * the only one with this scheme and host is meant. Protocol: §12.
   */
  Optional<Route> find(String url) {
    Route exact = byUrl.get(url);
    if (exact != null) {
      return Optional.of(exact);
    }
    List<Route> sameHost =
        byUrl.values().stream()
            .filter(route -> withoutPort(route.url()).equalsIgnoreCase(withoutPort(url)))
            .toList();
    return sameHost.size() == 1 ? Optional.of(sameHost.get(0)) : Optional.empty();
  }

  private static String withoutPort(String url) {
    int colon = url.lastIndexOf(':');
    boolean hasPort = colon > 0 && url.indexOf('/', colon) < 0 && url.indexOf(']', colon) < 0;
    return hasPort ? url.substring(0, colon) : url;
  }
}
