package org.ngrokd.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service on the loopback address; each of its connections has a thread of its own. */
final class LocalServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Service service;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** What it does with a connection, which is closed afterwards. */
  interface Service {
    void serve(Socket socket) throws IOException;
  }

  private LocalServer(Service service) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.service = service;
    run("local server", this::accept);
  }

  static LocalServer serving(Service service) throws IOException {
    return new LocalServer(service);
  }

  /** Sends back what it gets until that ends. */
  static LocalServer echo() throws IOException {
    return new LocalServer(
        socket -> {
          long bytes = socket.getInputStream().transferTo(socket.getOutputStream());
          assert bytes >= 0;
          socket.shutdownOutput();
        });
  }

  /** An address where nothing listens. */
  static String nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }

  /** The head of an HTTP message, up to and with its empty line. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        run("local connection", () -> serve(socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      service.serve(socket);
    } catch (IOException gone) {
      return;
    }
  }

  static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
