package org.ngrokd.client.config;

import java.util.List;

/** The protocols that a tunnel can have, by their names in configs and in messages. */
public final class Protocols {
  /** What visitors may speak; with tls, their TLS reaches the local service as it is. */
  public static final List<String> ALL = List.of("http", "https", "tcp", "tls");

  private Protocols() {}

  /** Whether visitors speak HTTP, which the server has taken out of TLS. */
  public static boolean isHttp(String protocol) {
    return protocol.equals("http") || protocol.equals("https");
  }

  /**
   * Reads the address of the local service of a protocol.
   *
   * @throws IllegalArgumentException with the reason, when it is none, or not for this protocol
   */
  public static LocalAddress service(String protocol, String address) {
    LocalAddress local = LocalAddress.parse(address);
    if (protocol.equals("tls") && local instanceof LocalAddress.Tls) {
      throw new IllegalArgumentException(
          "a tls tunnel passes the visitor's own TLS on; write the address without https://");
    }
    return local;
  }
}
