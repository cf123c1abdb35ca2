package org.ngrokd.client.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.dial.NameLookup;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.trust.ServerTrust;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsContexts;

/**
 * What every session of a client works with.
 *
 * @param refused what servers refused so far
 * @param mux with what to multiplex; empty: that is turned off
 * @param limits of the connections that a server may ask for
 * @param homes what servers of a cluster are told of others
 */
record SessionContext(
    ServerConnector connector,
    LocalServices services,
    String authToken,
    List<TunnelConfig> tunnels,
    RefusedTunnels refused,
    Optional<WindowBudget> mux,
    ProxyLimits limits,
    Homing homes) {
  /** Whether the client wants two servers, and which of them a session is for. */
  enum Homing {
    ONE,
    ACTIVE,
    RESERVE
  }

  /**
   * What a client of this configuration works with.
   *
   * @param onlookers sees the visitors that are being served
   * @param waits makes the waits of a tunnel that is refused
   * @throws SSLException when TLS cannot be set up
   */
  static SessionContext of(
      ClientConfig config,
      ClientThreads threads,
      LocalServices.Onlookers onlookers,
      Supplier<Backoff> waits)
      throws SSLException {
    ServerTrust trust = ServerTrust.in(config.server(), config.trust(), System.getenv());
    Dialer dialer = new Dialer(threads.transport(), new NameLookup(threads.lookups()));
    return new SessionContext(
        new ServerConnector(config.server(), config.httpProxy(), TlsContexts.client(trust), dialer),
        new LocalServices(config.tunnels(), dialer, onlookers, threads.lookups()),
        config.authToken(),
        new CopyOnWriteArrayList<>(config.tunnels()),
        new RefusedTunnels(waits),
        config.mux() ? Optional.of(WindowBudget.of(onlookers.memory().budget())) : Optional.empty(),
        ProxyLimits.ofProcess(),
        config.comeback().homes() > 1 ? Homing.ACTIVE : Homing.ONE);
  }

  /** The same for a session that waits at another server. */
  SessionContext inReserve(HostAndPort address) {
    return new SessionContext(
        connector.at(address), services, authToken, tunnels, refused, mux, limits, Homing.RESERVE);
  }

  boolean isInReserve() {
    return homes == Homing.RESERVE;
  }

  List<String> extensions() {
    Stream<String> always =
        Stream.of(
            Extension.HALF_CLOSE,
            Extension.TUNNEL_SETTINGS,
            Extension.CLOSE_TUNNEL,
            Extension.CLOSED,
            Extension.POOL,
            Extension.HTTP_AUTHS,
            Extension.SERVICE_STATE);
    Stream<String> ofMux = mux.stream().flatMap(budget -> Stream.of(Extension.MUX, Extension.MOVE));
    Stream<String> ofHomes =
        switch (homes) {
          case ONE -> Stream.of();
          case ACTIVE -> Stream.of(Extension.HOMES);
          case RESERVE -> Stream.of(Extension.HOMES, Extension.RESERVE);
        };
    return Stream.of(always, ofMux, ofHomes).flatMap(each -> each).toList();
  }
}
