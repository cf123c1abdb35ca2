package org.ngrokd.server.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.ngrokd.streams.relay.RelayEnd;

/** Where a tunnel gets its ways to the client from: "give me a proxy connection". */
public interface ProxySource {
  /** Whose ways they are: the same for all tunnels of a client, and no other's. */
  default Object client() {
    return this;
  }

  /**
   * Whether it is told who visits and by which scheme, whatever is set for others: it believes what
   * stands in {@code X-Forwarded-*}.
   */
  default boolean believesForwarded() {
    return false;
  }

  /** Whether what is behind it is well, as far as is known. */
  default boolean isWell() {
    return true;
  }

  /** Its client says whether what is behind it is well. Of importance in a {@link Pool}. */
  default void serviceIs(boolean well) {}

  /** The tunnel of somebody who shares the name, where this way is not to be had; empty: nobody. */
  default Optional<Tunnel> instead() {
    return Optional.empty();
  }

  /**
   * Puts a proxy connection to work for one public connection.
   *
   * @param tunnel the tunnel that was called
   * @param clientAddr "ip:port" of the public peer, told to the client
   * @param preferred the public connection's event loop; a proxy connection on the same one is
   *     taken where there is a choice
   * @return the way to the client, not yet started; fails when the client gives none in time. A
   *     visitor who leaves cancels it ({@link Opening})
   */
  Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred);
}
