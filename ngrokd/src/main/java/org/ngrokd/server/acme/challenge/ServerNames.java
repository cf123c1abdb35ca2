package org.ngrokd.server.acme.challenge;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.StringJoiner;

/** Under which server name a CA looks for a name's certificate. */
final class ServerNames {
  private ServerNames() {}

  /**
   * The name itself; of an IP address the name that reverse DNS has for it, since a server name is
   * no address (RFC 8738, 6).
   *
   * @return in lower case, without a final dot
   */
  static String of(String name) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
    if (address == null) {
      return name.toLowerCase(Locale.ROOT);
    }
    StringJoiner reverse = new StringJoiner(".");
    for (int i = address.length - 1; i >= 0; i--) {
      int value = address[i] & 0xff;
      if (address.length == 4) {
        reverse.add(Integer.toString(value));
      } else {
        reverse.add(Integer.toHexString(value & 0xf)).add(Integer.toHexString(value >> 4));
      }
    }
    return reverse + (address.length == 4 ? ".in-addr.arpa" : ".ip6.arpa");
  }
}
