package org.ngrokd.client.service;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.system.SocketList;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What listens on this computer at a moment, as Linux lists it. Nothing is connected to: some
 * programs take one connection only.
 */
final class ListenTable {
  /** Where a socket's own address and its state are in a line. */
  private static final int LOCAL = 1;

  private static final int STATE = 3;

  /** Where a Unix socket's flags are, and those of one that accepts connections. */
  private static final int FLAGS = 3;

  private static final String ACCEPTS = "00010000";

  private final Set<String> ipv4;
  private final Set<String> ipv6;
  private final Set<String> unix;
  private final boolean isTold;

  private ListenTable(Set<String> ipv4, Set<String> ipv6, Set<String> unix, boolean isTold) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.unix = unix;
    this.isTold = isTold;
  }

  /** This computer's, now. Blocks. */
  static ListenTable ofSystem() {
    return read(
        SocketList.ofSystem("tcp"), SocketList.ofSystem("tcp6"), SocketList.ofSystem("unix"));
  }

  /** Reads the lists; those that cannot be read tell nothing. Blocks. */
  static ListenTable read(SocketList tcp, SocketList tcp6, SocketList unix) {
    Set<String> ipv4 = new HashSet<>();
    Set<String> ipv6 = new HashSet<>();
    return new ListenTable(ipv4, ipv6, unix(unix), isTold(tcp, ipv4, tcp6, ipv6));
  }

  /** A system without IPv6 has no list of it. One that lists nothing at all does not know. */
  private static boolean isTold(
      SocketList tcp, Set<String> ipv4, SocketList tcp6, Set<String> ipv6) {
    try {
      int sockets = listening(tcp, ipv4);
      try {
        sockets += listening(tcp6, ipv6);
      } catch (NoSuchFileException none) {
        return sockets > 0;
      }
      return sockets > 0;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Adds the addresses of those that listen.
   *
   * @return how many sockets are listed
   * @throws IOException also when the list is too long to be read to its end
   */
  private static int listening(SocketList list, Set<String> addresses) throws IOException {
    int[] count = {0};
    try (Stream<String> lines = list.lines()) {
      lines.forEach(
          line -> {
            count[0]++;
            String[] fields = line.strip().split("\\s+", STATE + 2);
            if (fields.length > STATE && fields[STATE].equals(SocketList.LISTENING)) {
              addresses.add(fields[LOCAL]);
            }
          });
    }
    if (count[0] >= list.mostLines()) {
      throw new IOException("the list is too long");
    }
    return count[0];
  }

  private static Set<String> unix(SocketList list) {
    Set<String> paths = new HashSet<>();
    try (Stream<String> lines = list.lines()) {
      lines
          .map(line -> line.strip().split(" +", 8))
          .filter(fields -> fields.length == 8 && fields[FLAGS].equals(ACCEPTS))
          .forEach(fields -> paths.add(fields[7]));
    } catch (IOException | UncheckedIOException e) {
      return Set.of(); // then only what is not there is known
    }
    return paths;
  }

  /** Whether something listens at this address. */
  Listening of(LocalAddress address) {
    if (address instanceof LocalAddress.Unix socket) {
      return unix(socket.path());
    }
    if (address instanceof LocalAddress.Tcp tcp) {
      return of(tcp.address(), tcp.isAnyLoopback());
    }
    return address instanceof LocalAddress.Tls tls
        ? of(tls.address(), tls.isAnyLoopback())
        : Listening.UNKNOWN;
  }

  /** One that is there may have been made by another name, or in another container. */
  private Listening unix(String path) {
    if (unix.contains(path)) {
      return Listening.YES;
    }
    return Files.notExists(Path.of(path)) ? Listening.NO : Listening.UNKNOWN;
  }

  private Listening of(HostAndPort address, boolean isAnyLoopback) {
    List<InetAddress> candidates = candidates(address.host(), isAnyLoopback);
    if (!isTold || candidates.isEmpty()) {
      return Listening.UNKNOWN;
    }
    boolean listens =
        candidates.stream().anyMatch(each -> has(new InetSocketAddress(each, address.port())));
    return listens ? Listening.YES : Listening.NO;
  }

  /** The addresses of this computer that are meant; names are not looked up for this. */
  private static List<InetAddress> candidates(String host, boolean isAnyLoopback) {
    if (isAnyLoopback || host.equalsIgnoreCase("localhost")) {
      return List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);
    }
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    return literal != null && isOurs(literal) ? List.of(literal) : List.of();
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /** Who listens at all addresses listens at this one, and of IPv6 at those of IPv4, too. */
  private boolean has(InetSocketAddress address) {
    boolean isIpv4 = address.getAddress() instanceof Inet4Address;
    String port = ":%04X".formatted(address.getPort());
    return (isIpv4 && ipv4.contains(SocketList.text(address, false)))
        || (isIpv4 && ipv4.contains("0".repeat(8) + port))
        || ipv6.contains(SocketList.text(address, true))
        || ipv6.contains("0".repeat(32) + port);
  }
}
