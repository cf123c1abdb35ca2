package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Somebody on the internet, over plain TCP. Used by one thread; gives up after 10 s. */
final class Visitor implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  private Visitor(Socket socket) {
    this.socket = socket;
  }

  static Visitor connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Visitor(socket);
  }

  /**
   * From an address of its own.
   *
   * @param from on the loopback network: "127.0.0.2"
   */
  static Visitor connect(InetSocketAddress address, String from) throws IOException {
    Socket socket =
        new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(from), 0);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Visitor(socket);
  }

  static Visitor connect(int port) throws IOException {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** The connection itself, for what has no line here. */
  Socket socket() {
    return socket;
  }

  /** "ip:port" as the server sees it. */
  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  Visitor send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Visitor send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  void expect(String text) throws IOException {
    byte[] came = socket.getInputStream().readNBytes(text.length());
    assertThat(new String(came, StandardCharsets.ISO_8859_1)).isEqualTo(text);
  }

  /** All that comes until the server ends the connection. */
  String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The server ends the connection, in whichever way, within the time. */
  void expectGone(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  /** The server breaks the connection off without having sent anything. */
  void expectReset() throws IOException {
    try {
      byte[] came = socket.getInputStream().readAllBytes();
      throw new AssertionError("ended in order after " + came.length + " bytes");
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /** As a browser does whose page is closed. */
  void leave() throws IOException {
    socket.close();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
