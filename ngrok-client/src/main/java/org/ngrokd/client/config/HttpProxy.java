package org.ngrokd.client.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * An HTTP proxy on the way to the server.
 *
 * @param user "" when the proxy asks for no password
 */
public record HttpProxy(HostAndPort address, String user, String password) {
  private static final int DEFAULT_PORT = 80;

  /**
   * Reads {@code http://user:password@host:port}; the scheme may be left out.
   *
   * @throws IllegalArgumentException with the reason, when it is not such a URL
   */
  public static HttpProxy parse(String text) {
    URI url;
    try {
      url = new URI(text.contains("://") ? text : "http://" + text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is not a URL"); // the text may hold a password
    }
    if (!"http".equalsIgnoreCase(url.getScheme())) {
      throw new IllegalArgumentException("only http:// proxies are supported");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("it names no host; expected http://host:port");
    }
    String host = url.getHost().replaceAll("[\\[\\]]", ""); // an IPv6 address has brackets here
    String userInfo = url.getUserInfo() == null ? "" : url.getUserInfo();
    int colon = userInfo.indexOf(':');
    return new HttpProxy(
        new HostAndPort(host, url.getPort() < 0 ? DEFAULT_PORT : url.getPort()),
        colon < 0 ? userInfo : userInfo.substring(0, colon),
        colon < 0 ? "" : userInfo.substring(colon + 1));
  }

  @Override
  public String toString() {
    return "HttpProxy[address="
        + address
        + ", user="
        + Masked.secret(user)
        + ", password="
        + Masked.secret(password)
        + "]";
  }
}
