package org.ngrokd.client.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.client.service.ServerDuties;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.TunnelProtocol;

/** What is left to the client by a server that heeds no tunnel's settings. */
final class OldServerDuties {
  private OldServerDuties() {}

  static boolean areOurs(AuthResp answer) {
    return !answer.extensions().contains(Extension.TUNNEL_SETTINGS);
  }

  /** The duties for one visitor of a route. */
  static ServerDuties of(Route route, Routes routes) {
    boolean redirects =
        route.is(TunnelProtocol.HTTP) && route.config().options().visitors().redirectToHttps();
    return new ServerDuties(true, redirects ? httpsUrl(route, routes) : "");
  }

  /** The URL of the tunnel's https, "" when it has none. */
  private static String httpsUrl(Route route, Routes routes) {
    return routes.all().stream()
        .filter(other -> other.is(TunnelProtocol.HTTPS))
        .filter(other -> other.config().equals(route.config()))
        .map(Route::url)
        .findFirst()
        .orElse("");
  }

  /** One line that says which settings the server does not know; empty when none is used. */
  static Optional<String> told(List<TunnelConfig> tunnels) {
    List<String> enforced = new ArrayList<>();
    boolean redirects = false;
    boolean ignored = false;
    for (TunnelConfig tunnel : tunnels) {
      VisitorRules rules = tunnel.options().visitors();
      note(enforced, "allow_cidrs", !rules.allowCidrs().isEmpty());
      note(enforced, "deny_cidrs", !rules.denyCidrs().isEmpty());
      note(enforced, "max_connections", rules.maxConnections() > 0);
      boolean hasHttps = tunnel.has(TunnelProtocol.HTTPS);
      redirects |= rules.redirectToHttps() && hasHttps;
      ignored |= rules.redirectToHttps() && !hasHttps;
    }
    note(enforced, "redirect_to_https", redirects);
    return line(enforced, ignored);
  }

  private static void note(List<String> names, String name, boolean isUsed) {
    if (isUsed && !names.contains(name)) {
      names.add(name);
    }
  }

  private static Optional<String> line(List<String> enforced, boolean redirectIgnored) {
    if (enforced.isEmpty() && !redirectIgnored) {
      return Optional.empty();
    }
    String line = "This server is too old for some settings.";
    if (!enforced.isEmpty()) {
      line += " The client does in its place: " + String.join(", ", enforced) + ".";
    }
    if (redirectIgnored) {
      line += " Ignored: redirect_to_https of a tunnel without https.";
    }
    return Optional.of(line);
  }
}
