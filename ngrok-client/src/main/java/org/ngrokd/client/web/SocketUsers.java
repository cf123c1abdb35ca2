package org.ngrokd.client.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Whose a TCP connection's other end is, when that is on this computer: Linux lists it in {@code
 * /proc/net/tcp} and {@code tcp6}. Source: proc(5). Blocks; safe from any thread.
 */
final class SocketUsers {
  /** In the list, a connection that neither end has begun to close; of others the user is lost. */
  private static final String ESTABLISHED = "01";

  private static final int USER = 7;
  private static final int INODE = 9;

  /** Lines that are read of each list: a computer with more connections tells nothing. */
  private static final int MOST_LINES = 200_000;

  private final Path tcp;
  private final Path tcp6;
  private final int mostLines;

  SocketUsers() {
    this(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"), MOST_LINES);
  }

  SocketUsers(Path tcp, Path tcp6, int mostLines) {
    this.tcp = tcp;
    this.tcp6 = tcp6;
    this.mostLines = mostLines;
  }

  /** The user of the socket with these addresses; empty where the system does not tell. */
  OptionalLong of(InetSocketAddress local, InetSocketAddress remote) {
    boolean isIpv4 =
        local.getAddress() instanceof Inet4Address && remote.getAddress() instanceof Inet4Address;
    OptionalLong user = isIpv4 ? find(tcp, text(local, false), text(remote, false)) : NOBODY;
    return user.isPresent() ? user : find(tcp6, text(local, true), text(remote, true));
  }

  private static final OptionalLong NOBODY = OptionalLong.empty();

  private OptionalLong find(Path list, String local, String remote) {
    String wanted = ": " + local + " " + remote + " " + ESTABLISHED + " ";
    try (BufferedReader lines = Files.newBufferedReader(list, StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      for (int i = 0; line != null && i < mostLines; i++) {
        if (line.contains(wanted)) {
          return user(line.strip().split("\\s+"));
        }
        line = lines.readLine();
      }
      return NOBODY;
    } catch (IOException | NumberFormatException e) {
      return NOBODY;
    }
  }

  /** Without an inode there is no socket of a program any more, and the user is not told. */
  private static OptionalLong user(String[] fields) {
    boolean isHeld = fields.length > INODE && !fields[INODE].equals("0");
    return isHeld ? OptionalLong.of(Long.parseLong(fields[USER])) : NOBODY;
  }

  /** "0100007F:0FC8": words of the address as the processor has them, and the port. */
  private static String text(InetSocketAddress address, boolean isIpv6) {
    byte[] bytes = isIpv6 ? ipv6(address.getAddress()) : address.getAddress().getAddress();
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append("%08X".formatted(words.getInt()));
    }
    return text.append(":%04X".formatted(address.getPort())).toString();
  }

  /** IPv4 as it is written within IPv6. */
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
