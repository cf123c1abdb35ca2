package org.ngrokd.client.agent;

import io.netty.util.concurrent.Future;
import java.util.List;
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
      return exchanges.isOn() && route.isHttp() && route.config().options().http().inspected();
    }
  }

  /** What can be done to tunnels. */
  public interface Tunnels {
    /**
     * Opens one; as {@link org.ngrokd.client.session.Uplink#open}.
     *
     * @throws org.ngrokd.kit.cli.UserException as there
     */
    Future<List<Route>> open(TunnelConfig tunnel);

    /** Closes one protocol of one; as {@link org.ngrokd.client.session.Uplink#close(Route)}. */
    Future<?> close(Route route);
  }
}
