package org.ngrokd.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * A way to a server on loopback that can be cut, opened again, and blocked so that nobody hears
 * anything any more. Used by one thread; works on its own.
 */
public final class Detour implements AutoCloseable {
  private static final int BUFFER = 8192;

  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Object gate = new Object();
  private volatile boolean isBlocked;
  private volatile Duration delay = Duration.ZERO;
  private int port;
  private ServerSocket listening;

  /**
   * Opens one.
   *
   * @param target the server's port
   */
  public Detour(int target) throws IOException {
    this.target = target;
    this.listening = listen(0);
    this.port = listening.getLocalPort();
  }

  public int port() {
    return port;
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    inBackground(
        () -> {
          while (true) {
            lead(socket.accept());
          }
        });
    return socket;
  }

  private void lead(Socket from) throws IOException {
    Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
    sockets.add(from);
    sockets.add(to);
    inBackground(() -> copy(from, to, false));
    inBackground(() -> copy(to, from, true));
  }

  private void copy(Socket from, Socket to, boolean isAnswer) throws IOException {
    byte[] buffer = new byte[BUFFER];
    boolean goesOn = false;
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        boolean isNew = isAnswer && !goesOn;
        if (isNew) {
          LockSupport.parkNanos(delay.toNanos());
        }
        awaitOpen();
        out.write(buffer, 0, length);
        goesOn = in.available() > 0; // what came meanwhile is the same answer's
      }
    }
  }

  private void awaitOpen() throws IOException {
    synchronized (gate) {
      while (isBlocked) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  /** From now on each answer comes so much later. */
  public void delay(Duration each) {
    delay = each;
  }

  /** From now on nobody hears anything, and nothing is refused. */
  public void block() {
    isBlocked = true;
  }

  /** What was held back goes on. */
  public void unblock() {
    synchronized (gate) {
      isBlocked = false;
      gate.notifyAll();
    }
  }

  /** Breaks all connections, and refuses new ones: from when nobody is about to accept any more. */
  public void cut() throws IOException {
    listening.close();
    Awaitility.await().pollInterval(Duration.ofMillis(10)).until(this::refuses);
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }

  private boolean refuses() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  /**
   * Opens it again after a cut, at the same port: as soon as the system has taken that back from
   * who was about to accept.
   */
  public void open() {
    listening =
        Awaitility.await()
            .pollInterval(Duration.ofMillis(10))
            .ignoreExceptionsInstanceOf(BindException.class)
            .until(() -> listen(port), Objects::nonNull);
  }

  @Override
  public void close() throws IOException {
    unblock();
    cut();
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Until something breaks, as it does when it is closed. */
  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Its end.
              }
            },
            "detour");
    thread.setDaemon(true);
    thread.start();
  }
}
