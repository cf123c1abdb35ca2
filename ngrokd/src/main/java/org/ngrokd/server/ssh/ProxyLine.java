package org.ngrokd.server.ssh;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.HostAndPort;

/**
 * A PROXY protocol header that says who a visitor is. Where it wanted to go is not known in the
 * service's terms, and said to be the unspecified address.
 */
final class ProxyLine {
  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10};
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int LOCAL = 0x20;

  private ProxyLine() {}

  /**
   * The header.
   *
   * @param version 1 or 2
   */
  static byte[] of(int version, HostAndPort visitor) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(visitor.host());
    return version == 1 ? text(visitor, address) : binary(visitor.port(), address);
  }

  private static byte[] text(HostAndPort visitor, byte @Nullable [] from) {
    String header = "PROXY UNKNOWN\r\n";
    if (from != null) {
      boolean isV4 = from.length == 4;
      header =
          "PROXY %s %s %s %d 0\r\n"
              .formatted(
                  isV4 ? "TCP4" : "TCP6", visitor.host(), isV4 ? "0.0.0.0" : "::", visitor.port());
    }
    return header.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] binary(int port, byte @Nullable [] from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      if (from == null) {
        out.write(LOCAL);
        out.write(0);
        out.writeShort(0);
      } else {
        out.write(VERSION_2_PROXY);
        out.write(from.length == 4 ? TCP4 : TCP6);
        out.writeShort(2 * from.length + 4);
        out.write(from);
        out.write(new byte[from.length]);
        out.writeShort(port);
        out.writeShort(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
    return bytes.toByteArray();
  }
}
