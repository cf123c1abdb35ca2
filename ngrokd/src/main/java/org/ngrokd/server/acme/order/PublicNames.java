package org.ngrokd.server.acme.order;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/** Which names a public CA may issue certificates for at all. */
public final class PublicNames {
  /** Top-level domains that lead nowhere in public (RFC 2606, 6761, 6762, 7686, 8375, 9476). */
  private static final Set<String> PRIVATE =
      Set.of(
          "localhost",
          "local",
          "test",
          "example",
          "invalid",
          "onion",
          "internal",
          "lan",
          "home",
          "corp",
          "arpa",
          "alt");

  private PublicNames() {}

  /**
   * Whether it is worth asking.
   *
   * @param name in lower case, "*." in front of a wildcard; or an IP address
   */
  public static boolean isWorthAsking(String name) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
    if (address != null) {
      return isPublic(address);
    }
    String host = name.startsWith("*.") ? name.substring(2) : name;
    int dot = host.lastIndexOf('.');
    return dot > 0
        && host.length() <= 253
        && !host.contains("_")
        && !PRIVATE.contains(host.substring(dot + 1));
  }

  private static boolean isPublic(byte[] bytes) {
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      return !isLocal(bytes)
          && !address.isSiteLocalAddress()
          && !address.isLoopbackAddress()
          && !address.isLinkLocalAddress()
          && !address.isAnyLocalAddress()
          && !address.isMulticastAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** What the JDK knows nothing of: fc00::/7 (RFC 4193), 100.64.0.0/10 (RFC 6598). */
  private static boolean isLocal(byte[] bytes) {
    int first = bytes[0] & 0xff;
    return bytes.length == 4 ? first == 100 && (bytes[1] & 0xc0) == 0x40 : (first & 0xfe) == 0xfc;
  }
}
