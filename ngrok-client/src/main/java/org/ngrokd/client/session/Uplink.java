package org.ngrokd.client.session;

import io.netty.util.concurrent.Future;
import java.util.List;
import javax.net.ssl.SSLException;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.LocalServices;

/**
 * What keeps a client connected with its server, whatever they speak. It tells its {@link
 * SessionEvents} how that goes. Safe from any thread.
 */
public interface Uplink {
  /** Why a tunnel cannot be opened that can be later. */
  String NOT_CONNECTED = Session.NOT_CONNECTED;

  /** Begins to connect. */
  void start();

  /** Ends the connection and begins no other. */
  void stop();

  /**
   * Opens one more tunnel. From any thread but an event loop: it may read files.
   *
   * @return its routes; fails with the reason
   * @throws org.ngrokd.kit.cli.UserException when it cannot be as asked
   */
  Future<List<Route>> open(TunnelConfig tunnel);

  /**
   * Closes the tunnel of this name, and asks for it no more. Visitors that it is serving stay.
   *
   * @return done when its name may be given to another one
   */
  Future<?> close(String tunnel);

  /**
   * Closes one protocol of a tunnel, and asks for it no more; with the last one the tunnel is
   * closed. Visitors that it is serving stay.
   *
   * @return done when its URL may be given to another one
   */
  default Future<?> close(Route route) {
    return close(route.tunnel());
  }

  /** The local services of all tunnels. */
  LocalServices services();

  /** Makes one. */
  @FunctionalInterface
  interface Source {
    /** By ngrok's own protocol. */
    Source NGROK =
        (config, parts) ->
            Reconnector.of(config, parts.threads(), parts.id(), parts.onlookers(), parts.events());

    /**
     * One that is not connected yet.
     *
     * @throws SSLException when TLS cannot be set up
     */
    Uplink make(ClientConfig config, Parts parts) throws SSLException;
  }

  /**
   * What it works with.
   *
   * @param id by which the server knows the client again
   * @param onlookers sees the visitors that are being served
   */
  record Parts(
      ClientThreads threads,
      KeptClientId id,
      LocalServices.Onlookers onlookers,
      SessionEvents events) {}
}
