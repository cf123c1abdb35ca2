package org.ngrokd.client.session;

import java.time.Duration;
import java.util.Optional;

/**
 * Hears how the client fares. All calls come on the client's control event loop and must not block.
 */
public interface SessionEvents {
  /** Hears nothing. */
  SessionEvents NONE = new SessionEvents() {};

  /** Connecting to the server, for the first time or again. */
  default void connecting() {}

  /** The server accepted us. */
  default void online(String serverVersion) {}

  /** A tunnel is open. */
  default void opened(Route route) {}

  /** The server refuses a part of the tunnels; it is asked for again after the wait. */
  default void tunnelRefused(Refusal refusal, Duration wait) {}

  /** A tunnel was closed because the user wanted so; the session goes on. */
  default void closed(Route route) {}

  /** The server answered a ping after this time. */
  default void ponged(Duration latency) {}

  /**
   * A connection to another server waits in case that this one goes, or none does.
   *
   * @param server "host:port"
   */
  default void inReserve(Optional<String> server) {}

  /** All tunnels of this session are open. */
  default void allOpen() {}

  /**
   * Something that the user should know, in one line, while the client goes on. This call may come
   * on any thread.
   */
  default void warned(String line) {}

  /**
   * The server has not answered so far, in one line: a warning that is over when it has. This call
   * may come on any thread.
   */
  default void unanswered(String line) {
    warned(line);
  }

  /** Not connected, for this reason; the next attempt follows after the wait. */
  default void waiting(String reason, Duration wait) {}

  /** The client gives up for good: the server refused it. */
  default void refused(String reason) {}
}
