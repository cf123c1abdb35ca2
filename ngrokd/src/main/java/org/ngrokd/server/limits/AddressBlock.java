package org.ngrokd.server.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What counts as one address: an IPv4 address, or the 2^64 addresses of an IPv6 network, which
 * whoever rents the smallest server has to himself.
 *
 * @param first the lowest address of the block
 */
public record AddressBlock(InetAddress first) {
  private static final int NETWORK_BYTES = 8;

  /** The block of a peer; null when it has no IP address. */
  public static @Nullable AddressBlock of(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? of(inet.getAddress())
        : null;
  }

  /** The block of an address. */
  public static AddressBlock of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return new AddressBlock(address);
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return new AddressBlock(InetAddress.getByAddress(bytes)); // forgets a scope too
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // of 16 bytes every one is an address
    }
  }

  /** "203.0.113.7", or "2001:db8:0:0:0:0:0:0/64". */
  @Override
  public String toString() {
    String text = first.getHostAddress();
    return first instanceof Inet6Address ? text + "/64" : text;
  }
}
