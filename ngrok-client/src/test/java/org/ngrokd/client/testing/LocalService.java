package org.ngrokd.client.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.ngrokd.protocol.testing.FreePort;

/** A service behind the tunnel: each connection is handled by the given code, on a thread. */
public final class LocalService implements AutoCloseable {
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  /** What the service does with a connection; it is closed afterwards. */
  public interface Handler {
    void handle(Socket connection) throws IOException;
  }

  private LocalService(ServerSocket listening, Handler handler) {
    this.listening = listening;
    threads.execute(() -> accept(handler));
  }

  public static LocalService with(Handler handler) {
    try {
      return new LocalService(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A service that speaks TLS. */
  public static LocalService withTls(SSLContext context, Handler handler) {
    try {
      return new LocalService(
          context
              .getServerSocketFactory()
              .createServerSocket(0, 1024, InetAddress.getLoopbackAddress()),
          handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A service that sends everything back and ends when its peer ends. */
  public static LocalService echo() {
    return with(
        connection -> {
          connection.getInputStream().transferTo(connection.getOutputStream());
          connection.shutdownOutput();
        });
  }

  /** An address where nothing listens. */
  public static String nobody() throws IOException {
    return "127.0.0.1:" + FreePort.tcp();
  }

  /** The head of an HTTP message, up to and with its empty line. */
  public static String head(InputStream in) throws IOException {
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

  public String address() {
    return "127.0.0.1:" + port();
  }

  /** Does something beside the test, which does not wait for it. */
  public static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listening.getLocalPort();
  }

  private void accept(Handler handler) {
    while (!listening.isClosed()) {
      try {
        Socket connection = listening.accept();
        open.add(connection);
        threads.execute(() -> serve(connection, handler));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection, Handler handler) {
    try (connection) {
      handler.handle(connection);
    } catch (IOException gone) {
      // the test looks at what the visitor saw
    } finally {
      open.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket connection : open) {
      connection.close();
    }
    threads.shutdownNow();
  }
}
