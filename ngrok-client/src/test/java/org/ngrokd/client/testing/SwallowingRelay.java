package org.ngrokd.client.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and the server, and can do what a router that forgot its connections does:
 * everything that is sent on those that are open vanishes, and neither side is told.
 */
public final class SwallowingRelay implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket socket;
  private final int target;
  private final ExecutorService threads;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicInteger letIn = new AtomicInteger(Integer.MAX_VALUE);

  private record Link(Socket one, Socket other, AtomicBoolean swallows) {}

  public SwallowingRelay(int target, ExecutorService threads) throws IOException {
    this.target = target;
    this.threads = threads;
    this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket one = socket.accept();
        boolean swallows = letIn.getAndDecrement() <= 0;
        threads.execute(() -> connect(one, swallows));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket one, boolean swallows) {
    try {
      Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
      one.setTcpNoDelay(true);
      other.setTcpNoDelay(true);
      Link link = new Link(one, other, new AtomicBoolean(swallows));
      links.add(link);
      threads.execute(() -> pump(link, one, other));
      threads.execute(() -> pump(link, other, one));
    } catch (IOException e) {
      close(one);
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!link.swallows.get()) {
          out.write(buffer, 0, n);
        }
      }
      ended(link);
    } catch (IOException e) {
      ended(link);
    }
  }

  /** One side has gone; a dead link does not tell the other. */
  private void ended(Link link) {
    if (!link.swallows.get()) {
      close(link.one);
      close(link.other);
      links.remove(link);
    }
  }

  /** From now on all open connections lead nowhere. New ones are passed on. */
  public void swallow() {
    swallowAllBut(0);
  }

  /** As {@link #swallow}, but for so many of the oldest. */
  public void swallowAllBut(int oldest) {
    links.stream().skip(oldest).forEach(link -> link.swallows.set(true));
  }

  /** Of those that come from now on only so many are passed on. */
  public void letIn(int connections) {
    letIn.set(connections);
  }

  /** How many connections there are, those that lead nowhere among them. */
  public int connections() {
    return links.size();
  }

  /** Ends what was swallowed, so that no sockets of this program are left over. */
  public void sweep() {
    List<Link> dead = links.stream().filter(link -> link.swallows.get()).toList();
    for (Link link : dead) {
      close(link.one);
      close(link.other);
    }
    links.removeAll(dead);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    links.forEach(
        link -> {
          close(link.one);
          close(link.other);
        });
  }
}
