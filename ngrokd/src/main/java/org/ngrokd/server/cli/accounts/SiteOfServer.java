package org.ngrokd.server.cli.accounts;

import java.util.Optional;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.streams.net.HostAndPort;

/** Where a server with these options has its own pages, which need not run now. */
final class SiteOfServer {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private SiteOfServer() {}

  static SiteAddress address(ServerOptions options) {
    return SiteAddress.of(
        options.teams().map(TeamsOptions::accounts).orElse(TeamsOptions.Accounts.DEFAULT),
        options.domain(),
        options.addresses().http().map(address -> authority(options, address, HTTP)),
        options.addresses().https().map(address -> authority(options, address, HTTPS)));
  }

  private static String authority(ServerOptions options, HostAndPort address, int usualPort) {
    String port =
        Optional.of(address.port())
            .filter(number -> number != usualPort && number != 0)
            .map(number -> ":" + number)
            .orElse("");
    return options.addresses().vhost().orElse(options.domain() + port);
  }
}
