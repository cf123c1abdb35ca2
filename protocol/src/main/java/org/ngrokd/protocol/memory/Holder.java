package org.ngrokd.protocol.memory;

/** A connection for which bytes wait in memory. Called from any thread, never under a lock. */
public interface Holder {
  /** What waits now, in bytes, as much as it really keeps in memory. Cheap. */
  long held();

  /**
   * Memory runs short where it belongs to: from now on it lets less wait (on), or as much as ever
   * again (off). Takes effect later, on its own event loop.
   */
  void tighten(boolean on);

  /** It has to give everything back: the connection ends. Takes effect later, as above. */
  void cut(CutReason reason);
}
