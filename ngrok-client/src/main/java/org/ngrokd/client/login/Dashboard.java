package org.ngrokd.client.login;

import java.net.URI;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Localhost;

/**
 * Where the server's own pages are. Immutable.
 *
 * @param url scheme, host and perhaps a port
 */
public record Dashboard(URI url) {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /**
   * What somebody typed, or else the server's host by https.
   *
   * @param typed "https://HOST:PORT", "HOST:PORT" or "HOST"; empty where nothing was
   * @param server the config's server_addr
   * @throws UserException when that leads nowhere, or a token would go in the clear
   */
  public static Dashboard of(Optional<String> typed, Optional<HostAndPort> server) {
    if (typed.isEmpty()) {
      return server
          .map(address -> parsed("https://" + bracketed(address.host())))
          .orElseThrow(
              () ->
                  new UserException(
                      "which server? Write where its dashboard is: ngrok login"
                          + " https://example.com (the config file has no server_addr yet)"));
    }
    String text = typed.get();
    return parsed(text.contains("://") ? text : "https://" + text);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  private static Dashboard parsed(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
    boolean isBare = url.getHost() != null && url.getRawUserInfo() == null;
    boolean isSafe =
        "https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && isBare && Localhost.isName(url.getHost()));
    if (!isBare || !isSafe) {
      throw wrong(text);
    }
    return new Dashboard(URI.create(url.getScheme() + "://" + url.getRawAuthority()));
  }

  private static UsageException wrong(String text) {
    return new UsageException(
        "'"
            + text
            + "' is not the address of a dashboard; expected https://HOST, https://HOST:PORT or"
            + " HOST:PORT (http only for localhost: a token goes this way)");
  }

  /** Whose certificate it has to be. */
  HostAndPort server() {
    int byScheme = url.getScheme().equals("https") ? HTTPS : HTTP;
    String host = url.getHost().replaceAll("[\\[\\]]", "");
    return new HostAndPort(host, url.getPort() < 0 ? byScheme : url.getPort());
  }
}
