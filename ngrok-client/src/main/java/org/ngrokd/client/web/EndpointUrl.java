package org.ngrokd.client.web;

import org.ngrokd.protocol.TunnelProtocol;

/**
 * A public address as a program asks for it: "https://shop.example.com", "tcp://host:2222", a name
 * alone, or a scheme alone ("https://") for any name.
 *
 * @param protocol the name of it
 * @param host "" for any; with a port where the text has one
 * @param port of tcp, 0 for any
 */
record EndpointUrl(String protocol, String host, int port) {
  /**
   * Reads it.
   *
   * @param usual the protocol where the text does not say it
   * @throws IllegalArgumentException with a line for who asked
   */
  static EndpointUrl parse(String text, String usual) {
    int scheme = text.indexOf("://");
    String protocol = scheme < 0 ? usual : text.substring(0, scheme);
    if (!TunnelProtocol.names().contains(protocol)) {
      throw new IllegalArgumentException(
          "url is '"
              + text
              + "'; expected one that begins with https://, http://, tcp:// or tls://");
    }
    String rest = scheme < 0 ? text : text.substring(scheme + "://".length());
    String place = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    if (place.indexOf('/') >= 0 || place.indexOf('?') >= 0 || place.indexOf('@') >= 0) {
      throw new IllegalArgumentException("url is '" + text + "'; a tunnel has a host, and no path");
    }
    int colon = place.lastIndexOf(':');
    boolean isTcp = protocol.equals(TunnelProtocol.TCP.wireName());
    if (colon < 0) {
      return new EndpointUrl(protocol, isTcp ? "" : place, 0);
    }
    int port = port(text, place.substring(colon + 1));
    return isTcp ? new EndpointUrl(protocol, "", port) : new EndpointUrl(protocol, place, 0);
  }

  /**
   * The port that is asked for.
   *
   * @param whole is shown to who wrote it
   */
  static int port(String whole, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException("'" + whole + "' has no port, 0 to 65535");
    }
    return Integer.parseInt(digits);
  }
}
