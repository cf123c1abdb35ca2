package org.ngrokd.streams.ssh;

import java.io.IOException;

/**
 * How much the peer may send in one channel before some of it is taken. It begins small, since what
 * may be sent may have to be kept, and doubles as long as whoever takes it keeps up: so that one
 * transfer fills a long line.
 *
 * <p>Confined to the event loop of its connection. RFC 4254, 5.2.
 */
final class ReceiveWindow {
  /** In bytes; with what OpenSSH sends in one packet, a few of them. */
  static final int FIRST = 128 * 1024;

  static final int MOST = 4 * 1024 * 1024;

  private int size = FIRST;
  private int left = FIRST;
  private boolean stalled;

  /**
   * So many bytes have come.
   *
   * @throws IOException when they may not
   */
  void arrived(int bytes) throws IOException {
    if (bytes > left) {
      throw new IOException("The peer sent " + bytes + " bytes of " + left + " that it may");
    }
    left -= bytes;
  }

  /** Whoever takes the bytes does not keep up: the window is large enough. */
  void stalled() {
    stalled = true;
  }

  /**
   * What came was taken.
   *
   * @return by how much the peer's window is to grow; 0: not yet
   */
  int taken() {
    if (left > size / 2) {
      return 0;
    }
    if (!stalled && size < MOST) {
      size *= 2;
    }
    stalled = false;
    int more = size - left;
    left = size;
    return more;
  }
}
