package org.ngrokd.client.program;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.streams.service.ServiceManager;

/**
 * Tells the service manager how the client is, in a line for people. It hears of the client before
 * there is a manager to be told. Safe from any thread.
 */
final class ServiceNews implements SessionEvents {
  private Optional<ServiceManager> manager = Optional.empty();
  private String status = "Started";

  /** The client serves; what it runs on is what has to be alive. Not on an event loop. */
  synchronized void begin(Map<String, String> environment, EventLoopGroup loops) {
    manager = ServiceManager.of(environment, loops);
    manager.ifPresent(each -> each.ready(status));
  }

  /** The client ends. Not on an event loop. */
  void end() {
    Optional<ServiceManager> told;
    synchronized (this) {
      told = manager;
      manager = Optional.empty();
    }
    told.ifPresent(each -> each.stopping("Stopping"));
  }

  private synchronized void tell(String news) {
    status = news;
    manager.ifPresent(each -> each.status(news));
  }

  @Override
  public void connecting() {
    tell("Connecting");
  }

  @Override
  public void online(String serverVersion) {
    tell("Online");
  }

  @Override
  public void opened(Route route) {
    tell("Online: " + route.url());
  }

  @Override
  public void waiting(String reason, Duration wait) {
    tell("Offline: " + reason);
  }
}
