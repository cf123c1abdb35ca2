package org.ngrokd.server.cli.accounts;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.HostAndPort;

/** Where a server with these options has its own pages, which need not run now. */
final class SiteOfServer {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private SiteOfServer() {}

  /** What the config says; else the domain by https, or on this computer alone by http. */
  static URI url(ServerOptions options) {
    return options
        .teams()
        .map(TeamsOptions::accounts)
        .flatMap(TeamsOptions.Accounts::url)
        .orElseGet(() -> usual(options));
  }

  private static URI usual(ServerOptions options) {
    Optional<HostAndPort> https = options.addresses().https();
    Optional<HostAndPort> http = options.addresses().http();
    return https.isEmpty() && http.isPresent() && isLocal(options.domain())
        ? URI.create("http://" + authority(options, http, HTTP))
        : URI.create("https://" + authority(options, https, HTTPS));
  }

  private static String authority(
      ServerOptions options, Optional<HostAndPort> address, int usualPort) {
    String port =
        address
            .map(HostAndPort::port)
            .filter(number -> number != usualPort && number != 0)
            .map(number -> ":" + number)
            .orElse("");
    return options.addresses().vhost().orElse(options.domain() + port);
  }

  private static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
