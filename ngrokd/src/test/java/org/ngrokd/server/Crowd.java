package org.ngrokd.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections from one loopback address that say nothing. */
final class Crowd implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();

  /**
   * Connects.
   *
   * @param from the address, of 127.0.0.0/8
   */
  static Crowd connect(String from, InetSocketAddress to, int count) throws IOException {
    Crowd crowd = new Crowd();
    for (int i = 0; i < count; i++) {
      crowd.sockets.add(socket(from, to));
    }
    return crowd;
  }

  private static Socket socket(String from, InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(to);
    return socket;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
