package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;

/** Opens public TCP ports. */
public interface TcpPorts {
  /**
   * Listens on a port. Connections are given to a tunnel once {@link Listener#serve} was called.
   *
   * @param port 0 for any free one
   * @return the open port; fails when it cannot be had
   */
  Future<Listener> listen(int port);

  /** An open public port. */
  interface Listener {
    int port();

    /** From now on this tunnel, or one of these, serves what connects. */
    void serve(Served served);

    /** Stops listening, then runs {@code done}. */
    void close(Runnable done);
  }
}
