package org.ngrokd.server.control;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * What a client says of the services behind its tunnels. Each costs a look-up, and only what
 * changes something is worth a line; how many there may be is what all messages are counted by.
 *
 * <p>Confined to the event loop of the control connection.
 */
final class ServiceStates {
  /** What flaps fills no log. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final Ticker ticker;
  private final Map<String, Tunnel> byUrl = new HashMap<>();
  private long nextLine;

  ServiceStates(Ticker ticker) {
    this.ticker = ticker;
    this.nextLine = ticker.nanoTime();
  }

  void opened(Tunnel tunnel) {
    byUrl.put(tunnel.url().toString(), tunnel);
  }

  void closed(Tunnel tunnel) {
    byUrl.remove(tunnel.url().toString());
  }

  /**
   * A service fails, or is well again.
   *
   * @param url of the tunnel; that of none is ignored
   */
  void told(String url, boolean isWell, ConnectionLog log) {
    long now = ticker.nanoTime();
    Tunnel tunnel = byUrl.get(url);
    if (tunnel == null || tunnel.source().isWell() == isWell) {
      return;
    }
    tunnel.source().serviceIs(isWell);
    if (tunnel.source().isWell() == isWell && now - nextLine >= 0) {
      nextLine = now + BETWEEN_LINES.toNanos();
      log.info(
          "The service behind {} {}",
          tunnel,
          isWell ? "is well again" : "fails: its visitors go to others that share the name");
    }
  }
}
