package org.ngrokd.streams.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which host a request is for: its target's, else its Host header's. RFC 9112, 3.2 and 3.3. */
final class Authority {
  /** An IPv6 address in brackets, and a port. */
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+\\](:[0-9]{0,5})?");

  private static final String MARKS = "._~%-";
  private static final int LONGEST_PORT = 5;
  private static final int HIGHEST_PORT = 65535;

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private Authority() {}

  static boolean isAbsolute(String target) {
    return scheme(target) > 0;
  }

  /** The length of "http://" or "https://" at the target's begin, else 0. */
  private static int scheme(String target) {
    if (target.startsWith("/")) { // nearly always
      return 0;
    }
    String lower = target.toLowerCase(Locale.ROOT);
    if (lower.startsWith(HTTP)) {
      return HTTP.length();
    }
    return lower.startsWith(HTTPS) ? HTTPS.length() : 0;
  }

  /** Whether this is the target of a CONNECT: a host and a port, both given. RFC 9110, 9.3.6. */
  static boolean isHostAndPort(String target) {
    int colon = target.lastIndexOf(':');
    if (colon <= 0 || colon == target.length() - 1 || !isHost(target)) {
      return false;
    }
    String port = target.substring(colon + 1);
    boolean isNumber = port.chars().allMatch(c -> isDigit((char) c));
    return isNumber && Integer.parseInt(port) > 0 && Integer.parseInt(port) <= HIGHEST_PORT;
  }

  static String of(RequestLine line, HeaderLines headers) throws BadMessageException {
    int first = headers.find("Host");
    if (first < 0 && line.isHttp11()) {
      throw new BadMessageException("no Host");
    }
    if (first >= 0 && headers.find("Host", first + 1) >= 0) {
      throw new BadMessageException("several Hosts");
    }
    String inHeader = checked(first < 0 ? "" : headers.value(first));
    return inTarget(line, inHeader);
  }

  private static String inTarget(RequestLine line, String inHeader) throws BadMessageException {
    if (line.method().equals("CONNECT")) {
      return line.target();
    }
    int scheme = scheme(line.target());
    if (scheme == 0) {
      return inHeader;
    }
    int end = scheme;
    while (end < line.target().length() && "/?#".indexOf(line.target().charAt(end)) < 0) {
      end++;
    }
    return required(line.target().substring(scheme, end));
  }

  private static String required(String host) throws BadMessageException {
    if (host.isEmpty() || host.startsWith(":")) {
      throw new BadMessageException("malformed target");
    }
    return checked(host);
  }

  private static String checked(String host) throws BadMessageException {
    if (!isHost(host)) {
      throw new BadMessageException("malformed host");
    }
    return host;
  }

  private static boolean isHost(String host) {
    return host.startsWith("[") ? IPV6.matcher(host).matches() : isNameAndPort(host);
  }

  /** A name or an IPv4 address, and a port; each may be missing. */
  private static boolean isNameAndPort(String host) {
    int i = 0;
    while (i < host.length() && isNamePart(host.charAt(i))) {
      i++;
    }
    int port = i + 1;
    boolean isPort = i == host.length() || host.charAt(i) == ':';
    for (i++; i < host.length(); i++) {
      isPort &= isDigit(host.charAt(i));
    }
    return isPort && host.length() - port <= LONGEST_PORT;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || MARKS.indexOf(c) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
