package org.ngrokd.client.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What the local service gets as the Host of a request.
 *
 * @param text "preserve", "rewrite", or the value itself
 */
public record HostHeader(String text) {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?");

  /** The visitor's. */
  public static final HostHeader PRESERVE = new HostHeader("preserve");

  /**
   * A checked one.
   *
   * @throws IllegalArgumentException when it is no host
   */
  public HostHeader {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "host_header is '" + text + "'; expected rewrite, preserve, or a host as nas.lan:5000");
    }
  }

  /** Whether it stays the visitor's. */
  public boolean isPreserved() {
    return text.equals(PRESERVE.text);
  }

  /** The Host for a service, empty to leave the visitor's. */
  public Optional<String> of(LocalAddress service) {
    return switch (text) {
      case "preserve" -> Optional.empty();
      case "rewrite" -> Optional.of(rewritten(service));
      default -> Optional.of(text);
    };
  }

  /**
   * The begin of the service's own URLs, which take the place of the tunnel's in {@code Origin} and
   * the like; empty when these stay.
   */
  public Optional<String> ownUrl(LocalAddress service) {
    String scheme = service instanceof LocalAddress.Tls ? "https://" : "http://";
    return text.equals("rewrite") ? of(service).map(host -> scheme + host) : Optional.empty();
  }

  /** The address as a browser would write it: the usual port is left out. */
  private static String rewritten(LocalAddress service) {
    if (service instanceof LocalAddress.Tcp tcp) {
      return withoutPort(tcp.address(), 80);
    }
    if (service instanceof LocalAddress.Tls tls) {
      return withoutPort(tls.address(), 443);
    }
    return "localhost";
  }

  private static String withoutPort(HostAndPort address, int usual) {
    String text = address.toString();
    return address.port() == usual ? text.substring(0, text.lastIndexOf(':')) : text;
  }
}
