package org.ngrokd.client.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * A proxy on the way to the server: one that speaks HTTP, or SOCKS5.
 *
 * @param kind what is spoken to it
 * @param user "" when the proxy asks for no password
 */
public record HttpProxy(Kind kind, HostAndPort address, String user, String password) {
  /** What such a proxy speaks. */
  public enum Kind {
    /** HTTP, with CONNECT. */
    HTTP(80),
    /** SOCKS5 (RFC 1928), which looks up the server's name itself. */
    SOCKS5(1080);

    private final int defaultPort;

    Kind(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    /** socks5h is curl's word for having the proxy look names up, which ours always does. */
    private static @Nullable Kind ofScheme(String scheme) {
      return switch (scheme.toLowerCase(Locale.ROOT)) {
        case "http" -> HTTP;
        case "socks5", "socks5h" -> SOCKS5;
        default -> null;
      };
    }
  }

  /** RFC 1929: one byte says how long they are. */
  private static final int LONGEST_SOCKS_TEXT = 255;

  /** One that speaks HTTP. */
  public HttpProxy(HostAndPort address, String user, String password) {
    this(Kind.HTTP, address, user, password);
  }

  /**
   * Reads {@code http://user:password@host:port}, where the scheme may be left out, or {@code
   * socks5://user:password@host:port}.
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
    Kind kind = url.getScheme() == null ? null : Kind.ofScheme(url.getScheme());
    if (kind == null) {
      throw new IllegalArgumentException("only http:// and socks5:// proxies are supported");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("it names no host; expected http://host:port");
    }
    String host = url.getHost().replaceAll("[\\[\\]]", ""); // an IPv6 address has brackets here
    String userInfo = url.getUserInfo() == null ? "" : url.getUserInfo();
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    if (kind == Kind.SOCKS5 && !(isSocksText(user) && isSocksText(password))) {
      throw new IllegalArgumentException(
          "the user and the password of a SOCKS5 proxy have "
              + LONGEST_SOCKS_TEXT
              + " ASCII characters at most");
    }
    return new HttpProxy(
        kind,
        new HostAndPort(host, url.getPort() < 0 ? kind.defaultPort : url.getPort()),
        user,
        password);
  }

  private static boolean isSocksText(String text) {
    return text.length() <= LONGEST_SOCKS_TEXT
        && StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }

  @Override
  public String toString() {
    return "HttpProxy[kind="
        + kind
        + ", address="
        + address
        + ", user="
        + Masked.secret(user)
        + ", password="
        + Masked.secret(password)
        + "]";
  }
}
