package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Blocking connections to a port of 127.0.0.1, from an address of one's own choice. */
final class Sockets {
  private static final int CONNECT_MILLIS = 3_000;

  private Sockets() {}

  /**
   * A connection.
   *
   * @param from any address of 127.0.0.0/8
   * @param patienceMillis for each read
   */
  static Socket plain(int port, String from, int patienceMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patienceMillis);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The same with TLS, whoever answers.
   *
   * @param name that is asked for
   */
  static SSLSocket tls(int port, String name, String from, int patienceMillis) throws IOException {
    Socket plain = plain(port, from, patienceMillis);
    try {
      SSLSocket tls =
          (SSLSocket) Trusting.context().getSocketFactory().createSocket(plain, name, port, true);
      tls.startHandshake();
      return tls;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** Closes without a goodbye, so that nothing of it lingers here. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // gone already
    }
  }
}
