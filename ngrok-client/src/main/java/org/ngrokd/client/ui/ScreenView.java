package org.ngrokd.client.ui;

import java.time.Instant;
import java.util.List;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Counts;
import org.ngrokd.client.traffic.TunnelTraffic;

/**
 * What the screen shows at a moment.
 *
 * @param server its address
 * @param webAddress of the page, or ""
 * @param notice a line that the user should read, or ""
 * @param traffic what came and went
 * @param requests the newest first, as many as may have room
 * @param now the time of day
 */
record ScreenView(
    StatusBoard.Status status,
    String server,
    String webAddress,
    String notice,
    Traffic traffic,
    List<SeenExchange> requests,
    Instant now) {

  /** What came and went since the start. */
  record Traffic(Counts connections, long bytesIn, long bytesOut) {}

  static ScreenView of(Agent.Watched watched, String webAddress, String notice, int mostRequests) {
    return new ScreenView(
        watched.status().status(),
        watched.server().toString(),
        webAddress,
        notice,
        new Traffic(
            watched.traffic().connections(),
            watched.traffic().sum(TunnelTraffic::bytesIn),
            watched.traffic().sum(TunnelTraffic::bytesOut)),
        watched.exchanges().newestFirst().stream().limit(mostRequests).map(Exchange::seen).toList(),
        Instant.now());
  }
}
