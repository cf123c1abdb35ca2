package org.ngrokd.protocol.mux;

/** How many bytes a connection carried lately. Written on one event loop, read from any thread. */
final class TrafficMeter {
  /** What counts as lately. */
  private static final long WINDOW_NANOS = 100_000_000;

  private long began;
  private volatile long begun;
  private volatile long current;
  private volatile long before;

  /** Counts bytes that came or went now. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void count(int bytes, long now) {
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
