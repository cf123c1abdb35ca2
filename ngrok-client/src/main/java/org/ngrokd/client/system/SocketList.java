package org.ngrokd.client.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The sockets of this computer as Linux lists them, one a line: in {@code /proc/net/tcp}, {@code
 * tcp6} and {@code unix}. Source: proc(5). Reading blocks; safe from any thread.
 *
 * @param mostLines what is read of a list: a computer with more sockets tells nothing of the rest
 */
public record SocketList(Path file, int mostLines) {
  /** In the list, a connection that neither end has begun to close. */
  public static final String ESTABLISHED = "01";

  /** In the list, a socket that accepts connections. These come first. */
  public static final String LISTENING = "0A";

  private static final int MOST_LINES = 200_000;

  /**
   * One of this computer's lists.
   *
   * @param name "tcp", "tcp6" or "unix"
   */
  public static SocketList ofSystem(String name) {
    return new SocketList(Path.of("/proc/net", name), MOST_LINES);
  }

  /**
   * Its lines, without the title. To be closed; reading on may fail with {@link
   * java.io.UncheckedIOException}.
   *
   * @throws IOException when there is no such list, as on other systems
   */
  @SuppressWarnings("StreamResourceLeak") // who asked for it closes it
  public Stream<String> lines() throws IOException {
    return Files.lines(file, StandardCharsets.ISO_8859_1).skip(1).limit(mostLines);
  }

  /**
   * An address as it is listed, "0100007F:0FC8": its words as the processor has them, and the port.
   *
   * @param isIpv6 as tcp6 has it, where IPv4 is written within IPv6
   */
  public static String text(InetSocketAddress address, boolean isIpv6) {
    byte[] bytes = isIpv6 ? ipv6(address.getAddress()) : address.getAddress().getAddress();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append("%08X".formatted(words.getInt()));
    }
    return text.append(":%04X".formatted(address.getPort())).toString();
  }

  private static byte[] ipv6(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, bytes.length);
    return mapped;
  }
}
