package org.ngrokd.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A local service behind a tunnel, with a thread for each connection. */
public final class LocalService implements AutoCloseable {
  private final ServerSocket listening;
  private final Dialogue dialogue;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** What it does with a connection, which is closed afterwards. */
  @FunctionalInterface
  public interface Dialogue {
    void with(Socket peer) throws IOException;
  }

  private LocalService(Dialogue dialogue) {
    this.dialogue = dialogue;
    try {
      this.listening = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin("service", this::listen);
  }

  public static LocalService that(Dialogue dialogue) {
    return new LocalService(dialogue);
  }

  /** Answers one request for each connection, with its head as the body. */
  public static LocalService mirror() {
    return that(
        peer -> {
          StringBuilder head = new StringBuilder();
          while (head.indexOf("\r\n\r\n") < 0) {
            int next = peer.getInputStream().read();
            if (next < 0) {
              return;
            }
            head.append((char) next);
          }
          String reply =
              "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(head.length(), head);
          peer.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
        });
  }

  /** Sends back what it gets. */
  public static LocalService echo() {
    return that(
        peer -> {
          long unused = peer.getInputStream().transferTo(peer.getOutputStream());
        });
  }

  public int port() {
    return listening.getLocalPort();
  }

  private void listen() throws IOException {
    while (!listening.isClosed()) {
      Socket peer = listening.accept();
      open.add(peer);
      begin(
          "service of " + peer.getPort(),
          () -> {
            try (peer) {
              dialogue.with(peer);
            } finally {
              open.remove(peer);
            }
          });
    }
  }

  /** Something on a thread of its own. */
  private interface Work {
    void run() throws IOException;
  }

  private static void begin(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the other side or the test has ended it
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket peer : open) {
      peer.close();
    }
  }
}
