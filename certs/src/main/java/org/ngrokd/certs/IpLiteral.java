package org.ngrokd.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells an IP address from a host name by its spelling alone.
 *
 * <p>{@link InetAddress#getByName} is used only for text that it is known to parse itself: anything
 * else would make it ask DNS, which must not decide what a certificate is good for.
 */
final class IpLiteral {
  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile("(?:" + BYTE + "\\.){3}" + BYTE);

  /** Only a filter: with these characters, a colon and no dot in front, the JDK never asks DNS. */
  private static final Pattern LIKE_V6 = Pattern.compile("(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]+");

  private IpLiteral() {}

  /**
   * The address this text spells: IPv4 as four decimal numbers without leading zeros, IPv6 in any
   * spelling, without brackets or zone. An IPv4 address in IPv6 clothes (::ffff:192.0.2.1) is the
   * IPv4 address.
   */
  static Optional<InetAddress> parse(String text) {
    if (!V4.matcher(text).matches() && !LIKE_V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The same for a host as people write it: brackets and the zone of {@code fe80::1%eth0} go. */
  static Optional<InetAddress> parseHost(String host) {
    String bare = withoutBrackets(host);
    int zone = bare.indexOf('%');
    return parse(zone < 0 ? bare : bare.substring(0, zone));
  }

  /** {@code [::1]} without its brackets; other text as it is. */
  static String withoutBrackets(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    return bracketed ? text.substring(1, text.length() - 1) : text;
  }
}
