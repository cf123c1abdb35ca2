package org.ngrokd.client.config;

import org.ngrokd.protocol.net.HostAndPort;

/** Where a local service listens. */
public record LocalAddress(HostAndPort address) {
  private static final String THIS_HOST = "127.0.0.1";

  /**
   * Reads "8080", ":8080" or "nas.lan:8080"; without a host it is this one. Protocol: §8.
   *
   * @throws IllegalArgumentException with the reason, when it is none of these
   */
  public static LocalAddress parse(String text) {
    HostAndPort address = HostAndPort.parse(text.indexOf(':') < 0 ? ":" + text : text);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port 0 is no service");
    }
    return new LocalAddress(
        address.host().isEmpty() ? new HostAndPort(THIS_HOST, address.port()) : address);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
