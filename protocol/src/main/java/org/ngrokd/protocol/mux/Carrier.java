package org.ngrokd.protocol.mux;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection to one peer that carries many streams. What a pool of them needs to know: {@link
 * MuxConnection} is one over TLS and TCP; others may be over anything that has streams.
 *
 * <p>From any thread, but for {@link #open}.
 */
public interface Carrier {
  /** On which its streams live. */
  EventLoop loop();

  /** Whether streams can be opened. */
  boolean isUsable();

  /** How many streams are open. */
  int streams();

  /** The bytes of bulk that it carried lately. */
  long load();

  /** Runs the action when the connection is gone, on its event loop. */
  void whenGone(Runnable action);

  /**
   * Opens a stream. On its event loop.
   *
   * @return null when it cannot: another connection is needed
   */
  @Nullable RelayEnd open(StreamHead head);

  /**
   * Asks the peer for a sign of life.
   *
   * @param answered is run once it has answered, on the connection's event loop
   */
  void askForLife(Runnable answered);

  /** Opens and accepts no more streams, and closes when the last one has ended. */
  void retire();
}
