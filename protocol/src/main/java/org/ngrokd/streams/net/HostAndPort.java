package org.ngrokd.streams.net;

import java.util.Locale;

/**
 * A host (name or IP literal, IPv6 without brackets) and a port, 0 to 65535. The host may be empty
 * where a listener means "all addresses".
 */
public record HostAndPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  public HostAndPort {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  /**
   * Reads {@code host:port}, {@code [::1]:port} or {@code :port}.
   *
   * @throws IllegalArgumentException with the reason, when it is none of these
   */
  public static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port; expected host:port");
    }
    return new HostAndPort(host(text.substring(0, colon)), port(text.substring(colon + 1)));
  }

  private static String host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets: [" + text + "]:port");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException("'" + text + "' is not a host name");
    }
    return text;
  }

  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(Character::isDigit)) {
      throw new IllegalArgumentException("'" + text + "' is not a port, 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  /** The same address with the host in lower case. */
  public HostAndPort lowerCase() {
    return new HostAndPort(host.toLowerCase(Locale.ROOT), port);
  }

  /**
   * Written out: a record's own is made of method handles when it is first called, which takes
   * milliseconds of each start.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof HostAndPort address
        && port == address.port
        && host.equals(address.host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
