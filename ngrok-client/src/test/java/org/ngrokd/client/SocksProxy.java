package org.ngrokd.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ngrokd.client.testing.LocalService;

/** A SOCKS5 proxy that sends every CONNECT to one server, whatever name it has. */
final class SocksProxy implements AutoCloseable {
  private static final int NO_AUTH = 0;
  private static final int PASSWORD = 2;
  private static final int NONE_OF_THESE = 0xff;
  private static final int NAME = 3;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final LocalService listener;
  private final String user;
  private final int reply;

  /**
   * @param user "user:password" that it wants; "" for nothing
   * @param reply to CONNECT; 0 connects
   */
  private SocksProxy(InetSocketAddress server, String user, int reply) {
    this.user = user;
    this.reply = reply;
    this.listener = LocalService.with(socket -> serve(socket, server));
  }

  static SocksProxy to(InetSocketAddress server, String user) {
    return new SocksProxy(server, user, 0);
  }

  /** RFC 1928, 6: one that connects nowhere. */
  static SocksProxy answering(int reply) {
    return new SocksProxy(new InetSocketAddress(0), "", reply);
  }

  private void serve(Socket socket, InetSocketAddress server) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    in.readByte();
    byte[] methods = in.readNBytes(in.readUnsignedByte());
    int method = user.isEmpty() ? NO_AUTH : PASSWORD;
    boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) >= 0;
    out.write(new byte[] {5, (byte) (offered ? method : NONE_OF_THESE)});
    if (!offered || !(user.isEmpty() || knows(in, out))) {
      return;
    }
    in.readNBytes(3);
    if (in.readByte() != NAME) {
      throw new IOException("not by its name");
    }
    asked.add(text(in) + ":" + in.readUnsignedShort());
    out.write(new byte[] {5, (byte) reply, 0, 1, 127, 0, 0, 1, 0, 1});
    if (reply == 0) {
      try (Socket there = new Socket(server.getAddress(), server.getPort())) {
        LocalService.run("proxy, back", () -> copy(there, socket));
        copy(socket, there);
      }
    }
  }

  private boolean knows(DataInputStream in, OutputStream out) throws IOException {
    in.readByte();
    boolean known = user.equals(text(in) + ":" + text(in));
    out.write(new byte[] {1, (byte) (known ? 0 : 1)});
    return known;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      return;
    }
  }

  int port() {
    return listener.port();
  }

  /** What was asked for so far, as "name:port". */
  List<String> asked() {
    return asked;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
