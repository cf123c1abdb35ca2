package org.ngrokd.client.session;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.protocol.Message.ServiceState;

/**
 * Tells the server when the service behind a tunnel that is shared with others fails, and when it
 * is well again. Nothing is told of a service that was well all the time, and nothing to a server
 * that does not know the message.
 *
 * <p>Confined to the session's event loop.
 */
final class ServiceReports {
  private final EventLoop loop;
  private final LocalServices services;
  private final Routes routes;
  private final Consumer<ServiceState> server;
  private final Consumer<TunnelConfig> listener = this::changed;
  private final Map<String, Boolean> told = new HashMap<>();
  private boolean isHeard;

  /**
   * @param routes that are open
   * @param server gets what is told
   */
  ServiceReports(
      EventLoop loop, LocalServices services, Routes routes, Consumer<ServiceState> server) {
    this.loop = loop;
    this.services = services;
    this.routes = routes;
    this.server = server;
  }

  /** The server wants to hear. */
  void begin() {
    isHeard = true;
    services.onHealth(listener);
  }

  /** The session is over. */
  void end() {
    isHeard = false;
    services.offHealth(listener);
  }

  /** A tunnel is open, whose service may fail since before. */
  void opened(Route route) {
    told.remove(route.url());
    tell(route);
  }

  /** On the thread that looks at services. */
  private void changed(TunnelConfig tunnel) {
    try {
      loop.execute(() -> routes.of(tunnel.name()).forEach(this::tell));
    } catch (RejectedExecutionException e) {
      end(); // the client stops
    }
  }

  private void tell(Route route) {
    if (!isHeard || !route.config().options().agent().isPooled()) {
      return;
    }
    boolean isWell = services.of(route.config(), route.protocol()).isWell();
    if (isWell != told.getOrDefault(route.url(), true)) {
      told.put(route.url(), isWell);
      server.accept(new ServiceState(route.url(), isWell));
    }
  }
}
