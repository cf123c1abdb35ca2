package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Somebody on the internet, with a raw socket. Used by one thread; gives up after 60 s. */
public final class Visitor implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  private Visitor(Socket socket) {
    this.socket = socket;
  }

  /** On a connection that is there, over TLS perhaps. */
  public static Visitor on(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Visitor(socket);
  }

  public static Visitor connect(InetSocketAddress address) throws IOException {
    return on(new Socket(address.getAddress(), address.getPort()));
  }

  /**
   * From an address of its own.
   *
   * @param from on the loopback network: "127.0.0.2"
   */
  public static Visitor connect(InetSocketAddress address, String from) throws IOException {
    return on(new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(from), 0));
  }

  public static Visitor connect(int port) throws IOException {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** The connection itself, for what has no line here. */
  public Socket socket() {
    return socket;
  }

  /** "ip:port" as the server sees it. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  public Visitor send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Visitor send(byte[] bytes) throws IOException {
    out().write(bytes);
    out().flush();
    return this;
  }

  public void expect(String text) throws IOException {
    byte[] came = socket.getInputStream().readNBytes(text.length());
    assertThat(new String(came, StandardCharsets.ISO_8859_1)).isEqualTo(text);
  }

  public String read(int bytes) throws IOException {
    return new String(in().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  /** All that comes until the server ends the connection. */
  public String readToEnd() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The server ends the connection, in whichever way, within the time. */
  public void expectGone(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  /** The server breaks the connection off without having sent anything. */
  public void expectReset() throws IOException {
    try {
      byte[] came = socket.getInputStream().readAllBytes();
      throw new AssertionError("ended in order after " + came.length + " bytes");
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  /** No more bytes will come from us. */
  public Visitor finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** As a browser does whose page is closed. */
  public void leave() throws IOException {
    socket.close();
  }

  /** Closes in a way that the other side sees as a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
