package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * The way from one process to another, which can be cut. Held, nothing gets through until it is
 * open again, and then all of it does, as by TCP over a network that lost packets. Cut, each
 * connection ends at once. Safe from any thread.
 */
final class Gate implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  /** How it is. */
  enum State {
    OPEN,
    HELD,
    CUT
  }

  private final ServerSocket socket;
  private final int target;
  private final ExecutorService threads;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.OPEN; // under the lock

  /**
   * @param at where others find it
   * @param target a port of 127.0.0.1
   */
  Gate(InetSocketAddress at, int target, ExecutorService threads) throws IOException {
    this.target = target;
    this.threads = threads;
    this.socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(at, 128);
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** From now on it is so. */
  void be(State next) {
    synchronized (this) {
      state = next;
      notifyAll();
    }
    if (next == State.CUT) {
      sockets.forEach(Gate::reset);
    }
  }

  private synchronized void awaitOpen() throws IOException {
    try {
      while (state == State.HELD) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (state == State.CUT) {
      throw new IOException("cut");
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket near = socket.accept();
        threads.execute(() -> connect(near));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    sockets.add(near);
    sockets.add(far);
    try {
      awaitOpen();
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 10_000);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      threads.execute(() -> pump(near, far));
      pump(far, near);
    } catch (IOException e) {
      end(near, far);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitOpen();
        out.write(buffer, 0, n);
      }
      awaitOpen();
      to.shutdownOutput();
    } catch (IOException e) {
      end(from, to);
    }
    if (from.isInputShutdown() || to.isInputShutdown()) {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    for (Socket each : new Socket[] {one, other}) {
      sockets.remove(each);
      reset(each);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() throws IOException {
    be(State.CUT);
    socket.close();
  }
}
