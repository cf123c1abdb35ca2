package org.ngrokd.client.agent;

import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.Replayer;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.streams.net.HostAndPort;

/** The running client as its screens see it. Safe from any thread. */
public record Agent(Watched watched, Replayer replayer, Tunnels tunnels) {

  /**
   * What can be looked at.
   *
   * @param server its address
   */
  public record Watched(
      HostAndPort server, StatusBoard status, Traffic traffic, ExchangeStore exchanges) {

    /** Whether what passes on this route is kept. */
    public boolean isInspected(Route route) {
      return exchanges.isOn()
          && Protocols.isHttp(route.protocol())
          && route.config().options().http().inspected();
    }
  }

  /**
   * What can be done to tunnels.
   *
   * @param open opens one; throws or fails with a UserException
   * @param close closes the one with this name
   */
  public record Tunnels(Function<TunnelConfig, Future<List<Route>>> open, Consumer<String> close) {}
}
