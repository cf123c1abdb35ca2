package org.ngrokd.protocol.testing;

import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A moment until which a socket may be read, however many reads that takes. */
final class Deadline {

  private final Duration timeout;
  private final long endNanos;

  private Deadline(Duration timeout) {
    this.timeout = timeout;
    this.endNanos = System.nanoTime() + timeout.toNanos();
  }

  static Deadline in(Duration timeout) {
    return new Deadline(timeout);
  }

  /** Lets the next read of {@code socket} wait until this deadline, and no longer. */
  void limit(Socket socket) throws SocketTimeoutException, SocketException {
    socket.setSoTimeout(millisLeft());
  }

  int millisLeft() throws SocketTimeoutException {
    long left = endNanos - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("waited " + timeout.toMillis() + " ms");
    }
    // Rounded up, because a socket takes 0 for "for ever".
    return Math.toIntExact(left / 1_000_000 + 1);
  }
}
