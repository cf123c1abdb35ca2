package org.ngrokd.client.service;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads a visitor's address from what a server told, which servers write in several ways. */
final class VisitorAddress {
  private static final int MAX_PORT = 65_535;

  private VisitorAddress() {}

  /** Reads "203.0.113.7:51234", "[::1]:80", "/127.0.0.1:1234", or one of these without its port. */
  static Optional<InetSocketAddress> parse(String clientAddr) {
    String text = clientAddr.startsWith("/") ? clientAddr.substring(1) : clientAddr;
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon >= 0 && (text.startsWith("[") || text.indexOf(':') == colon);
    if (text.startsWith("[") && colon < text.indexOf(']')) {
      hasPort = false;
    }
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? port(text.substring(colon + 1)) : 0;
    return ip(host.startsWith("[") && host.endsWith("]") ? inside(host) : host)
        .map(ip -> new InetSocketAddress(ip, port));
  }

  private static String inside(String brackets) {
    return brackets.substring(1, brackets.length() - 1);
  }

  /** An IPv4 address inside an IPv6 one becomes IPv4. */
  private static Optional<InetAddress> ip(String host) {
    int scope = host.indexOf('%');
    byte[] bytes =
        NetUtil.createByteArrayFromIpAddressString(scope < 0 ? host : host.substring(0, scope));
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static int port(String digits) {
    return digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= MAX_PORT
        ? Integer.parseInt(digits)
        : 0;
  }
}
