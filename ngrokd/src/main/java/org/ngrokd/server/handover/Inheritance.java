package org.ngrokd.server.handover;

import java.util.List;
import org.ngrokd.server.listen.HandedSockets;

/**
 * What a server that starts gets from whoever had its place before. The steps come in this order,
 * each at most once, and may wait; not on an event loop. Until {@link #visitors} is done, whoever
 * had the place goes on as before if this server fails.
 */
public interface Inheritance extends AutoCloseable {
  /** Listening sockets that are open already. */
  HandedSockets sockets();

  /**
   * Nobody else writes the state directory from now on, and its lock is free.
   *
   * @throws org.ngrokd.kit.cli.UserException as all of them, when it cannot be had
   */
  void state();

  /**
   * From now on clients that come are ours; remembered URLs are saved.
   *
   * @return the names that will be asked for again
   */
  List<String> clients();

  /** We accept clients: those that can come to us, and this waits for them, within bounds. */
  void moved();

  /** We accept visitors: nobody else does from now on. */
  void visitors();

  /** It is over, whether it came to anything or not. */
  @Override
  void close();

  /** Nobody had the place before. */
  static Inheritance none() {
    return of(HandedSockets.none());
  }

  /** Nobody had the place before, but somebody has opened sockets. */
  static Inheritance of(HandedSockets sockets) {
    return new Inheritance() {
      @Override
      public HandedSockets sockets() {
        return sockets;
      }

      @Override
      public void state() {}

      @Override
      public List<String> clients() {
        return List.of();
      }

      @Override
      public void moved() {}

      @Override
      public void visitors() {}

      @Override
      public void close() {
        sockets.closeRest();
      }
    };
  }
}
