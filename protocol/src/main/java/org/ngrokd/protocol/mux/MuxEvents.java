package org.ngrokd.protocol.mux;

/**
 * Hears what connections that carry many streams do: the door for metrics. Told on any thread; who
 * listens counts, and does nothing that takes time.
 */
public interface MuxEvents {
  /** Nobody listens. */
  MuxEvents NONE = new MuxEvents() {};

  /** A connection can carry streams. */
  default void connected() {}

  /** A connection is gone. */
  default void disconnected() {}

  /** A stream was opened. */
  default void opened() {}

  /** A stream has ended, whichever way. */
  default void closed() {}

  /** A stream has as much unsent as may wait: its peer, or the way there, takes no more. */
  default void stalled() {}
}
