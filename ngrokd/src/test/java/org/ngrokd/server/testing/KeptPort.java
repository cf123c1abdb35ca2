package org.ngrokd.server.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports of the loopback address for programs that are ended and started again on the same one: the
 * system takes none of these for somebody's connection meanwhile.
 */
public final class KeptPort {
  private static final int LOWEST = 12_000;

  /** Where Linux begins to take ports for connections, unless it is told otherwise. */
  private static final int END = 32_000;

  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private KeptPort() {}

  /** One on which nobody listened just now, and that nobody else here was given. */
  public static int tcp() throws IOException {
    while (true) {
      int port = LOWEST + RANDOM.nextInt(END - LOWEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(socket.getLocalPort())) {
          return port;
        }
      } catch (BindException e) {
        // somebody's: another one
      }
    }
  }
}
