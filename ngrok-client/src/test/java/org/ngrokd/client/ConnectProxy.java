package org.ngrokd.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ngrokd.client.testing.LocalService;

/** An HTTP proxy that sends every CONNECT to one server, whatever name it has. */
final class ConnectProxy implements AutoCloseable {
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final LocalService listener;

  private ConnectProxy(String answer, InetSocketAddress server) throws IOException {
    this.listener =
        LocalService.with(
            socket -> {
              heads.add(LocalService.head(socket.getInputStream()));
              socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
              if (answer.contains(" 200 ")) {
                pipe(socket, server);
              }
            });
  }

  static ConnectProxy to(InetSocketAddress server) throws IOException {
    return new ConnectProxy("HTTP/1.1 200 Connection established\r\n\r\n", server);
  }

  static ConnectProxy answering(String status) throws IOException {
    return new ConnectProxy(
        "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n", new InetSocketAddress(0));
  }

  private static void pipe(Socket client, InetSocketAddress server) throws IOException {
    try (Socket there = new Socket(server.getAddress(), server.getPort())) {
      LocalService.run("proxy, back", () -> copy(there, client));
      copy(client, there);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      return;
    }
  }

  int port() {
    return listener.port();
  }

  /** The head of each request so far. */
  List<String> heads() {
    return heads;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
