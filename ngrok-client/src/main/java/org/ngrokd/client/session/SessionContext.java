package org.ngrokd.client.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.mux.WindowBudget;

/**
 * What every session of a client works with.
 *
 * @param refused what servers refused so far
 * @param mux with what to multiplex; empty: that is turned off
 * @param limits of the connections that a server may ask for
 */
record SessionContext(
    ServerConnector connector,
    LocalServices services,
    String authToken,
    List<TunnelConfig> tunnels,
    RefusedTunnels refused,
    Optional<WindowBudget> mux,
    ProxyLimits limits) {
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
    return Stream.concat(
            always, mux.stream().flatMap(budget -> Stream.of(Extension.MUX, Extension.MOVE)))
        .toList();
  }
}
