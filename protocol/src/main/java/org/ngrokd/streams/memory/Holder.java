package org.ngrokd.streams.memory;

/** A connection for which bytes wait in memory. Called from any thread, never under a lock. */
public interface Holder {
  /** What waits now, in bytes, as much as it really keeps in memory. Cheap. */
  long held();

  /**
   * Memory runs short where it belongs to: from now on it lets less wait (on), or as much as ever
   * again (off). Takes effect later, on its own event loop.
   */
  void tighten(boolean on);

  /**
   * It has to give everything back: the connection ends. At once on its own event loop, on which
   * {@link Holding#look} is the last that is done for a connection; else later.
   */
  void cut(CutReason reason);
}
