package org.ngrokd.client.ui;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Origin;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard.State;
import org.ngrokd.client.session.StatusBoard.Status;
import org.ngrokd.client.traffic.Counts;

/** What screens may have to show. */
final class Views {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static final Counts COUNTS =
      new Counts(
          12,
          3,
          new Counts.Rates(0.25, 0.5, 0),
          new Counts.Times(
              Duration.ofMillis(8),
              Duration.ofMillis(1500),
              Duration.ofSeconds(2),
              Duration.ofSeconds(3)));

  private Views() {}

  static ScreenView of(Status status, String notice, List<SeenExchange> requests) {
    return new ScreenView(
        status,
        "example.com:4443",
        "http://127.0.0.1:4040",
        notice,
        new ScreenView.Traffic(COUNTS, 2048, 5_000_000),
        requests,
        NOW);
  }

  static ScreenView online(SeenExchange... requests) {
    return of(online(2), "", List.of(requests));
  }

  /** Online with so many tunnels. */
  static Status online(int tunnels) {
    List<Route> routes =
        IntStream.rangeClosed(1, tunnels)
            .mapToObj(
                i ->
                    new Route(
                        "t" + i,
                        "http",
                        "http://t" + i + ".example.com",
                        LocalAddress.parse("" + (8000 + i))))
            .toList();
    return new Status(
        State.ONLINE, "1.7", "", Optional.empty(), Optional.of(Duration.ofMillis(23)), routes);
  }

  /** Not online. */
  static Status not(State state, String reason, Optional<Instant> nextAttempt) {
    return new Status(state, "", reason, nextAttempt, Optional.empty(), List.of());
  }

  static SeenExchange replied(String target, int status, String reason) {
    SeenReply reply = new SeenReply("HTTP/1.1", status, reason, List.of(), SeenBody.EMPTY);
    return exchange("GET", target, Optional.of(reply), Course.State.DONE);
  }

  static SeenExchange exchange(
      String method, String target, Optional<SeenReply> reply, Course.State state) {
    return new SeenExchange(
        "0123456789abcdef",
        new Origin("t1", "http", "http://t1.example.com", "192.0.2.1:5678", "", false),
        new SeenRequest(method, target, "HTTP/1.1", List.of(), SeenBody.EMPTY),
        reply,
        new Course(state, NOW, Duration.ofMillis(3), Duration.ofMillis(34), "", List.of()),
        new SeenExchange.Frames(List.of(), 0, 0));
  }
}
