package org.ngrokd.protocol.mux;

/**
 * How much the peer may send on a stream before it is given more, and how much of that it used in a
 * round trip. Confined to the event loop of its connection.
 */
final class Window {
  /** What every stream begins with, in bytes: enough for a page, little enough for thousands. */
  static final int INITIAL = 64 * 1024;

  /** What it begins with while memory is short, in bytes. */
  static final int SMALL = 16 * 1024;

  private int size = INITIAL;
  private long round;
  private int used;

  int size() {
    return size;
  }

  /** How much it has grown since the beginning, in bytes. */
  int grown() {
    return size - INITIAL;
  }

  /**
   * Counts bytes that came.
   *
   * @param current the round trip that is measured
   * @return whether they are the first of it
   */
  boolean count(int bytes, long current) {
    boolean first = round != current;
    if (first) {
      round = current;
      used = 0;
    }
    used += bytes;
    return first;
  }

  /** Whether so much came since the last measurement that it is worth another. */
  boolean isHalfUsed() {
    return used >= size / 2;
  }

  /**
   * Whether it may have held the peer up within the round trip: up to half of it was used up and
   * not given back yet, since that happens by halves.
   */
  boolean wasFilled() {
    return used >= size / 2;
  }

  /**
   * How large it should be then, in bytes: what came in the round trip was sent while the window
   * was half as large, or before it grew.
   */
  int wanted() {
    return Math.max(size, used * 4);
  }

  void grow(int more) {
    size += more;
  }
}
