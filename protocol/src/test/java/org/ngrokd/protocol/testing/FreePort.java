package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports of the loopback address for programs that cannot be told 0. The system says which is free;
 * it may say the same one twice, and two programs of one test then want it: here each is given once
 * in the life of this process.
 */
public final class FreePort {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** A TCP port on which nobody listened just now, and that nobody else was given. */
  public static int tcp() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return GIVEN.add(socket.getLocalPort()) ? socket.getLocalPort() : tcp(); // this one kept busy
    }
  }

  /** A UDP port that nobody had just now, and that nobody else was given. */
  public static int udp() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return GIVEN.add(socket.getLocalPort()) ? socket.getLocalPort() : udp(); // this one kept busy
    }
  }
}
