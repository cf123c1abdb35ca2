package org.ngrokd.protocol.mux;

/**
 * How many bytes of bulk a connection carried lately: of what comes in large pieces and so fills
 * the path. Small messages do not keep each other waiting, however many there are.
 *
 * <p>Written on one event loop, read from any thread.
 */
final class TrafficMeter {
  /** What counts as lately. */
  private static final long WINDOW_NANOS = 100_000_000;

  /** The smallest piece that is bulk, in bytes. */
  static final int LARGE = 4096;

  private long began;
  private volatile long begun;
  private volatile long current;
  private volatile long before;

  /** Counts bytes that came or went now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void count(int bytes, long now) {
    if (bytes < LARGE) {
      return;
    }
    if (now - began > WINDOW_NANOS) {
      before = now - began > 2 * WINDOW_NANOS ? 0 : current;
      current = 0;
      began = now;
      begun = now;
    }
    current += bytes;
  }

  /** The bytes of this window of 100 ms and of the one before it. */
  long recent(long now) {
    return now - begun > 2 * WINDOW_NANOS ? 0 : current + before;
  }
}
