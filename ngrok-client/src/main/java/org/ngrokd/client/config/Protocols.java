package org.ngrokd.client.config;

import org.ngrokd.protocol.TunnelProtocol;

/**
 * Questions about a protocol by its name, as users, config files and servers write it. What is true
 * of each is {@link TunnelProtocol}'s to say.
 */
public final class Protocols {
  private Protocols() {}

  /** Whether visitors speak HTTP, which the server has taken out of TLS. */
  public static boolean isHttp(String protocol) {
    return TunnelProtocol.named(protocol).filter(TunnelProtocol::isHttp).isPresent();
  }

  /** Whether its tunnels have a public port of their own, which may be asked for. */
  public static boolean isNamedByPort(String protocol) {
    return TunnelProtocol.named(protocol).filter(TunnelProtocol::isNamedByPort).isPresent();
  }

  /**
   * Reads the address of the local service of a protocol.
   *
   * @throws IllegalArgumentException with the reason, when it is none, or not for this protocol
   */
  public static LocalAddress service(String protocol, String address) {
    LocalAddress local = LocalAddress.parse(address);
    boolean passesTlsOn =
        TunnelProtocol.named(protocol).filter(TunnelProtocol::passesTlsOn).isPresent();
    if (passesTlsOn && local instanceof LocalAddress.Tls) {
      throw new IllegalArgumentException(
          "a tls tunnel passes the visitor's own TLS on; write the address without https://");
    }
    return local;
  }
}
