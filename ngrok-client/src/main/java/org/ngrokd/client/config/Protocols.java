package org.ngrokd.client.config;

import java.util.Optional;
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

  /** Whether the server passes its visitors' TLS on. */
  public static boolean passesTlsOn(String protocol) {
    return TunnelProtocol.named(protocol).filter(TunnelProtocol::passesTlsOn).isPresent();
  }

  /**
   * Reads the address of the local service of a protocol.
   *
   * @throws IllegalArgumentException with the reason, when it is none, or not for this protocol
   */
  public static LocalAddress service(String protocol, String address) {
    return service(protocol, address, Optional.empty());
  }

  /**
   * The same, where visitors' TLS may end here.
   *
   * @throws IllegalArgumentException as there
   */
  public static LocalAddress service(
      String protocol, String address, Optional<Termination> termination) {
    LocalAddress local = LocalAddress.parse(address);
    if (passesTlsOn(protocol) && termination.isEmpty() && local instanceof LocalAddress.Tls) {
      throw new IllegalArgumentException(
          "a tls tunnel passes the visitor's own TLS on; write the address without https://");
    }
    boolean isHttp =
        isHttp(protocol)
            || (passesTlsOn(protocol) && termination.filter(Termination::isHttp).isPresent());
    if (!isHttp && local instanceof LocalAddress.Files) {
      throw new IllegalArgumentException(
          "a directory is served by http; a "
              + protocol
              + " tunnel needs the address of a service");
    }
    return local;
  }
}
