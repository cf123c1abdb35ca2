package org.ngrokd.client.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ngrokd.client.system.SocketList;

/**
 * Whose a TCP connection's other end is, when that is on this computer and Linux lists it. Blocks;
 * safe from any thread.
 */
final class SocketUsers {
  private static final OptionalLong NOBODY = OptionalLong.empty();

  private static final int USER = 7;
  private static final int INODE = 9;

  private final SocketList tcp;
  private final SocketList tcp6;

  SocketUsers() {
    this(SocketList.ofSystem("tcp"), SocketList.ofSystem("tcp6"));
  }

  SocketUsers(SocketList tcp, SocketList tcp6) {
    this.tcp = tcp;
    this.tcp6 = tcp6;
  }

  /** The user of the socket with these addresses; empty where the system does not tell. */
  OptionalLong of(InetSocketAddress local, InetSocketAddress remote) {
    boolean isIpv4 =
        local.getAddress() instanceof Inet4Address && remote.getAddress() instanceof Inet4Address;
    OptionalLong user = isIpv4 ? find(tcp, local, remote, false) : NOBODY;
    return user.isPresent() ? user : find(tcp6, local, remote, true);
  }

  /** Of connections that are being closed the user is lost. */
  private static OptionalLong find(
      SocketList list, InetSocketAddress local, InetSocketAddress remote, boolean isIpv6) {
    String wanted =
        ": %s %s %s "
            .formatted(
                SocketList.text(local, isIpv6),
                SocketList.text(remote, isIpv6),
                SocketList.ESTABLISHED);
    try (Stream<String> lines = list.lines()) {
      Optional<String> found = lines.filter(line -> line.contains(wanted)).findFirst();
      return found.isEmpty() ? NOBODY : user(found.get().strip().split("\\s+"));
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return NOBODY;
    }
  }

  /** Without an inode there is no socket of a program any more, and the user is not told. */
  private static OptionalLong user(String[] fields) {
    boolean isHeld = fields.length > INODE && !fields[INODE].equals("0");
    return isHeld ? OptionalLong.of(Long.parseLong(fields[USER])) : NOBODY;
  }
}
