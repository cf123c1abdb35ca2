package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A path to a port of loopback with a bandwidth and a delay, for all connections by themselves:
 * what comes in is passed on later, and no faster than the path is. Nothing is lost on it.
 */
final class SlowPath implements AutoCloseable {
  private static final int PIECE = 16 * 1024;

  /** A busy machine wakes threads late. */
  private static final long CATCH_UP_NANOS = 50_000_000;

  private final ServerSocket listening;
  private final int target;
  private final long bytesPerSecond;
  private final Duration oneWay;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** Bytes that arrive at a time; none for the end. */
  private record Piece(ByteBuffer bytes, long dueNanos) {}

  SlowPath(int target, long bytesPerSecond, Duration oneWay) throws IOException {
    this.target = target;
    this.bytesPerSecond = bytesPerSecond;
    this.oneWay = oneWay;
    this.listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many connections were made through it. */
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        connections.incrementAndGet();
        open.add(near);
        open.add(far);
        pass(near, far);
        pass(far, near);
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    to.setTcpNoDelay(true);
    BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
    threads.execute(() -> enter(from, onTheWay));
    threads.execute(() -> leave(to, onTheWay));
  }

  /** The path takes no more than its bandwidth. */
  private void enter(Socket from, BlockingQueue<Piece> onTheWay) {
    long free = System.nanoTime();
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[PIECE];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        free =
            Math.max(free, System.nanoTime() - CATCH_UP_NANOS)
                + n * 1_000_000_000L / bytesPerSecond;
        onTheWay.add(new Piece(ByteBuffer.wrap(buffer.clone(), 0, n), free + oneWay.toNanos()));
        sleepUntil(free);
      }
      onTheWay.add(new Piece(ByteBuffer.allocate(0), free + oneWay.toNanos()));
    } catch (IOException | InterruptedException e) {
      onTheWay.add(new Piece(ByteBuffer.allocate(0), System.nanoTime()));
    }
  }

  private static void leave(Socket to, BlockingQueue<Piece> onTheWay) {
    try {
      OutputStream out = to.getOutputStream();
      for (Piece next = onTheWay.take(); next.bytes().hasRemaining(); next = onTheWay.take()) {
        sleepUntil(next.dueNanos());
        out.write(next.bytes().array(), 0, next.bytes().limit());
      }
      to.shutdownOutput();
    } catch (IOException | InterruptedException e) {
      return; // it is over, which both sides see
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
